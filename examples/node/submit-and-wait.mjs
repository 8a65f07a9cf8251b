// Puts a job on the stream and waits for its end: node submit-and-wait.mjs '{"question":"6 x 7"}'
import { randomUUID } from "node:crypto";
import * as signalR from "@microsoft/signalr";
import { createClient } from "redis";

const executor = process.env.EXECUTOR_URL ?? "http://localhost:8080";
const payload = process.argv[2] ?? "{}";
const jobId = randomUUID();

const hub = new signalR.HubConnectionBuilder()
  .withUrl(`${executor}/hubs/jobs`, { accessTokenFactory: () => process.env.EXECUTOR_TOKEN ?? "" })
  .withAutomaticReconnect()
  .build();

let lastEventId = null;
hub.on("job_started", (event) => { lastEventId = event.eventId; console.log("started"); });
hub.on("job_retrying", (event) => { lastEventId = event.eventId; console.log("trying again:", event.error); });
const ended = new Promise((done) => hub.on("job_completed", done));
hub.onreconnected(() => hub.invoke("Subscribe", jobId, lastEventId)); // a new connection: ask for what was missed

await hub.start();
await hub.invoke("Subscribe", jobId); // before the job is there, so nothing is missed
const redis = await createClient({ url: process.env.REDIS_URL ?? "redis://localhost:6379" }).connect();
await redis.xAdd("jobs:agent", "*", { jobId, connectionId: hub.connectionId, task: "example", payload });

const event = await ended;
console.log(event.status, JSON.stringify(event.result.output ?? event.error));
await hub.stop();
await redis.quit();
