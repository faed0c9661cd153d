// The wire of what the sandbox sends to itself: a request to this very Worker, without leaving it. Everything else about
// such a request is as if it went over the network.
import { exports } from "cloudflare:workers";

/** The part of `fetch` that a delivery needs. */
export const inHouse = (url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
  const worker: Fetcher = exports.default;
  return worker.fetch(new Request(url, init));
};
