// Microsoft's JavaScript clients wait for jobs: node jobs.mjs <hub url> <folder of their installation> <seconds to idle>.
// Says "waits <name> <connection id>" for each; whoever started this then puts the jobs <name>-1 (workflow
// <name>) on the stream. Says "back? <name>" when that is done: the hub is restarted, and <name>-2 runs meanwhile.
import { createRequire } from "node:module";
const [url, folder, idleSeconds] = process.argv.slice(2);
const require = createRequire(`${folder}/`);

const after = (ms) => new Promise((done) => setTimeout(done, ms));
const within = (promise, what) =>
  Promise.race([promise, after(120_000).then(() => { throw new Error(`waited too long for ${what}`); })]);
const check = (condition, what) => { if (!condition) throw new Error(`failed: ${what}`); };
const errorOf = (promise) => promise.then(() => "", (e) => e.message);

async function walk(name, { signalR, msgpack, transport, protocol }) {
  let builder = new signalR.HubConnectionBuilder()
    .withUrl(url, { transport })
    .withAutomaticReconnect(Array(100).fill(500))
    .configureLogging(signalR.LogLevel.None);
  if (protocol === "messagepack") builder = builder.withHubProtocol(new msgpack.MessagePackHubProtocol());
  const connection = builder.build();
  const heard = [];
  let arrived = () => {};
  for (const event of ["job_started", "job_completed"]) {
    connection.on(event, (argument) => { heard.push(argument); arrived(); });
  }
  const hearing = async (count) => { while (heard.length < count) await new Promise((done) => { arrived = done; }); };
  await within(connection.start(), "start");
  check((await connection.invoke("GetConnectionId")) === connection.connectionId, "the connection id");
  check((await errorOf(connection.invoke("Nothing"))).includes("Unknown hub method 'Nothing'"), "unknown method");

  console.log(`waits ${name} ${connection.connectionId}`);
  await within(hearing(2), "its job");
  check(heard[0].eventId === `${name}-1:1:started` && heard[0].status === "running", "job_started");
  check(heard[1].eventId === `${name}-1:1:completed` && heard[1].result.status === "completed", "job_completed");
  check(heard[1].result.output === 1 && heard[1].role === "agent" && heard[1].workflowId === name, "the result");
  check(heard[0].seq === 1 && heard[1].seq === 2 && heard[1].jobSeq === 2, "the numbers");
  check((await connection.invoke("Subscribe", name, heard[1].eventId)) === 0, "following");

  const id = connection.connectionId;
  await after(idleSeconds * 1000);
  check(connection.state === "Connected" && connection.connectionId === id, "connected after idling");
  check((await connection.invoke("GetConnectionId")) === id, "an answer after idling");

  const back = new Promise((done) => connection.onreconnected(done));
  console.log(`back? ${name}`);
  await within(back, "reconnecting");
  check(connection.connectionId !== id, "a new connection id");
  await within(connection.invoke("Subscribe", name, heard[1].eventId), "following again");
  await within(hearing(4), "what was missed");
  await after(500);
  const ids = heard.map((event) => event.eventId).filter((id) => id.startsWith(`${name}-2`));
  check(ids.join() === `${name}-2:1:started,${name}-2:1:completed`, `each missed event once, but: ${ids.join()}`);
  await within(connection.stop(), "stop");
}

const cells = [];
for (const version of [8, 9, 10]) {
  const [signalR, msgpack] = [require(`s${version}`), require(`m${version}`)];
  const T = signalR.HttpTransportType;
  for (const transport of [T.WebSockets, T.ServerSentEvents, T.LongPolling]) {
    for (const protocol of ["json", "messagepack"]) {
      if (transport === T.ServerSentEvents && protocol === "messagepack") continue; // refused: the hub's own tests
      cells.push([`${version}-${T[transport]}-${protocol}`, { signalR, msgpack, transport, protocol }]);
    }
  }
}
const results = await Promise.all(cells.map(async ([name, cell]) => {
  const error = await errorOf(walk(name, cell));
  console.log(`${error ? "FAIL" : "ok"} ${name} ${error}`);
  return !error;
}));
process.exit(results.every(Boolean) ? 0 : 1);
