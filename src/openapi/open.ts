// What is answered without credentials. The router has these beside the route table, and so has the document.
import { Health } from "./answers/service";
import { PublicKeys } from "./answers/notification";
import type { Operation } from "./operation";

interface Open {
  method: "GET";
  path: string;
  summary: string;
  operation: Operation;
}

/** The routes without credentials. */
export const OPEN: readonly Open[] = [
  {
    method: "GET",
    path: "/health",
    summary: "Whether the service is up",
    operation: {
      operationId: "getHealth",
      tag: "Service",
      description: "Also during maintenance.",
      answers: { 200: Health },
      examples: [{ summary: "Is it up?", status: 200 }],
    },
  },
  {
    method: "GET",
    path: "/.well-known/webhook-keys/:environment/:resellerKey",
    summary: "What a reseller's notifications are verified with",
    operation: {
      operationId: "listPublishedKeys",
      tag: "Notifications",
      description: "Public keys of `v1a` signatures. A reseller that does not exist has none.",
      answers: { 200: PublicKeys },
      gives: ["Cache-Control"],
      examples: [{ summary: "Somebody's keys", status: 200 }],
    },
  },
];
