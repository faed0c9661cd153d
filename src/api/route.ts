// A row of the API's table of contents, and how it is written down.
import type * as z from "zod";
import type { Party } from "./authenticate";
import { MAX_BODY_BYTES } from "./body";
import type { Context } from "./context";
import * as schema from "./schemas";

export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH";
  path: string;
  party: Party;
  summary: string;
  body: z.ZodType | null;
  /** An empty body stands for an empty object. */
  bodyOptional: boolean;
  /** How the body is read before its schema sees it, and how large it may be; a file is left to its handler, as it comes. */
  media: "json" | "csv" | "file";
  mostBytes: number;
  query: z.ZodType;
  /** Changes something: takes an idempotency key. */
  writes: boolean;
  /** May lead to a merchant call: checks the magic number itself, by verb. */
  asksMerchant: boolean;
  handler: (context: Context) => Response | Promise<Response>;
}

interface Definition<B, Q> {
  body?: z.ZodType<B>;
  bodyOptional?: boolean;
  media?: Route["media"];
  mostBytes?: number;
  query?: z.ZodType<Q>;
  writes?: boolean;
  handler: (context: Context<B, Q>) => Response | Promise<Response>;
}

/** One row of the table of contents, for one party. */
export const by =
  (party: Party) =>
  <B, Q>(method: Route["method"], path: string, summary: string, route: Definition<B, Q>): Route => ({
    method,
    path,
    party,
    summary,
    body: route.body ?? null,
    bodyOptional: route.bodyOptional ?? false,
    media: route.media ?? "json",
    mostBytes: route.mostBytes ?? MAX_BODY_BYTES,
    query: route.query ?? schema.NoQuery,
    writes: route.writes ?? method !== "GET",
    asksMerchant: route.writes ?? (method !== "GET" || path.includes("/activationInfo/")),
    handler: route.handler as Route["handler"],
  });
