// Microsoft's JavaScript clients against a hub: node clients.mjs <hub url> <seconds to idle>.
// Prints a line for each combination of version, transport and protocol; fails when one does.
const [url, idleSeconds] = [process.argv[2], Number(process.argv[3] ?? 0)];

const after = (ms) => new Promise((done) => setTimeout(done, ms));
const within = (promise, what) =>
  Promise.race([promise, after(30_000).then(() => { throw new Error(`waited too long for ${what}`); })]);
const check = (condition, what) => { if (!condition) throw new Error(`failed: ${what}`); };
const next = (connection, target) => new Promise((done) => connection.on(target, done));
const errorOf = (promise) => promise.then(() => "", (e) => e.message);

async function walk({ signalR, msgpack, transport, protocol, options = {}, stateful = false }) {
  let builder = new signalR.HubConnectionBuilder()
    .withUrl(url, { transport, ...options })
    .withAutomaticReconnect([0, 100, 1000])
    .configureLogging(signalR.LogLevel.None);
  if (protocol === "messagepack") builder = builder.withHubProtocol(new msgpack.MessagePackHubProtocol());
  if (stateful) builder = builder.withStatefulReconnect();
  const connection = builder.build();
  connection.on("ask", () => "yes");
  await within(connection.start(), "start");

  const id = await connection.invoke("GetConnectionId");
  check(options.skipNegotiation || id === connection.connectionId, "the connection id");
  const told = next(connection, "job_completed");
  await connection.send("Tell", "j-1");
  const event = await within(told, "job_completed");
  check(event.jobId === "j-1" && event.output.text === "\u00e4\u20ac\u{1f600}\u001e" && event.output.list[1] === 2.5, "the event");
  check((await errorOf(connection.invoke("Nothing"))).includes("Unknown hub method 'Nothing'"), "unknown method");
  check((await errorOf(connection.invoke("Tell"))).includes("takes 1 argument"), "missing argument");
  const streamed = new Promise((done) => connection.stream("Tell", "x").subscribe({ next() {}, complete() {}, error: done }));
  check((await within(streamed, "a refused stream")).message.includes("non-streaming"), "a refused stream");
  const answered = next(connection, "answered");
  await connection.invoke("AskMe");
  check((await within(answered, "the answer")) === "yes", "client result");

  await after(idleSeconds * 1000);
  check(connection.state === "Connected", "connected after idling");
  check((await connection.invoke("GetConnectionId")) === id, "the same connection after idling");

  const back = new Promise((done) => connection.onreconnected(done));
  await connection.send("Kick");
  await within(back, "reconnecting");
  const newId = await connection.invoke("GetConnectionId");
  check(newId !== id, "a new id after reconnecting");
  await within(connection.stop(), "stop");
}

const cells = [];
for (const version of [8, 9, 10]) {
  const signalR = await import(`s${version}`).then((m) => m.default ?? m);
  const msgpack = await import(`m${version}`).then((m) => m.default ?? m);
  const T = signalR.HttpTransportType;
  const cell = (name, settings, refused) => cells.push({ name: `${version} ${name}`, settings: { signalR, msgpack, ...settings }, refused });
  for (const transport of [T.WebSockets, T.ServerSentEvents, T.LongPolling]) {
    for (const protocol of ["json", "messagepack"]) {
      cell(`${T[transport]} ${protocol}`, { transport, protocol }, transport === T.ServerSentEvents && protocol === "messagepack");
    }
  }
  cell("skipNegotiation", { transport: T.WebSockets, protocol: "json", options: { skipNegotiation: true } });
  cell("stateful reconnect asked", { transport: T.WebSockets, protocol: "messagepack", stateful: true });
}

const results = await Promise.all(cells.map(async ({ name, settings, refused }) => {
  const error = await errorOf(walk(settings));
  const ok = refused ? error !== "" : error === "";
  console.log(`${ok ? "ok  " : "FAIL"} ${name}${error ? `: ${error}` : ""}`);
  return ok;
}));
process.exit(results.every(Boolean) ? 0 : 1);
