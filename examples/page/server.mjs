// What your web app's server does for the page: serves it, and puts its jobs on the stream. A browser cannot XADD.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createClient } from "redis";

const redis = await createClient({ url: process.env.REDIS_URL ?? "redis://localhost:6379" }).connect();
const library = createRequire(import.meta.url).resolve("@microsoft/signalr/dist/browser/signalr.js");
const files = { "/": ["index.html", "text/html"], "/signalr.js": [library, "text/javascript"] };

createServer(async (request, response) => {
  if (request.method === "POST" && request.url === "/jobs") {
    const { jobId, connectionId } = JSON.parse((await request.toArray()).join(""));
    await redis.xAdd("jobs:agent", "*", { jobId, connectionId, task: "example", payload: '{"from":"the page"}' });
    response.writeHead(202).end();
  } else if (files[request.url]) {
    const [file, type] = files[request.url];
    response.writeHead(200, { "Content-Type": type }).end(await readFile(new URL(file, import.meta.url)));
  } else {
    response.writeHead(404).end();
  }
}).listen(3000, "127.0.0.1", () => console.log("http://localhost:3000"));
