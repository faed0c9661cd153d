// Candidates for a certification, real and on loopback, for the tests that run in workerd: a reseller's receiver and a
// merchant of the standard API. The first segment of the path names the one flaw that they have there; `none` is sound.
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { TestProject } from "vitest/node";
import type { CandidateUrls } from "../../support/candidates.ts";
import { flawedMerchant } from "./flawedMerchant.ts";
import { flawedReceiver } from "./flawedReceiver.ts";
import { stopReceiver } from "./receiver.ts";

async function listening(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("there is no port");
  return { server, url: `http://127.0.0.1:${address.port}` };
}

/** Vitest's `globalSetup`: both for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [receiver, merchant] = await Promise.all([listening(flawedReceiver()), listening(flawedMerchant())]);
  const urls: CandidateUrls = { receiver: receiver.url, merchant: merchant.url };
  project.provide("candidateUrls", urls);
  return async () => {
    await Promise.all([stopReceiver(receiver.server), stopReceiver(merchant.server)]);
  };
}
