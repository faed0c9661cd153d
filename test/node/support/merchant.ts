// Merchants of the standard API for the tests that run in workerd: one that has faults when told to, and one that can
// leave its port and come back to it, with everything that it knew. `test/support/standardMerchant.ts` is the tests'
// side of them.
//
//   PUT <door>/   `true` or `false`: whether the second one listens
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { TestProject } from "vitest/node";
import type { MerchantUrls } from "../../support/standardMerchant.ts";
import { start } from "../merchants/program.ts";
import { standard } from "../merchants/standard.ts";
import { stopReceiver } from "./receiver.ts";

const SETTINGS = { port: 0, platformUrl: "http://platform.invalid", credential: "" };

/** The server of a merchant leaves its port, or comes back to it. */
async function listen(server: Server, port: number, present: boolean): Promise<void> {
  if (server.listening === present) return;
  if (!present) return stopReceiver(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}

async function startDoor(server: Server, port: number): Promise<Server> {
  const door = createServer(async (request, response) => {
    let present = "";
    for await (const chunk of request.setEncoding("utf8")) present += chunk;
    await listen(server, port, present === "true");
    response.writeHead(204).end();
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  return door;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("there is no port");
  return address.port;
}

/** Vitest's `globalSetup`: the two of them for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [faulty, absent] = await Promise.all([start(standard, SETTINGS), start(standard, SETTINGS)]);
  const door = await startDoor(absent.server, portOf(absent.server));
  const urls: MerchantUrls = {
    faulty: faulty.origin,
    absent: absent.origin,
    door: `http://127.0.0.1:${portOf(door)}`,
  };
  project.provide("merchantUrls", urls);
  return async () => {
    await listen(absent.server, 0, false);
    await Promise.all([stopReceiver(faulty.server), stopReceiver(door)]);
  };
}
