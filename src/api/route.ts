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

/** A row whose method and path are known to the compiler, so that nothing about it can be forgotten elsewhere. */
type Row<M extends Route["method"], P extends string> = Route & { method: M; path: P };

/** The names of a table's rows: `POST /v1/entitlement`. A table whose paths the compiler does not know says what it lacks. */
export type NameOf<R extends Route> =
  R extends Row<infer M, infer P>
    ? string extends P
      ? "End every table of routes with: as const satisfies readonly Route[]"
      : `${M} ${P}`
    : never;

/** One row of the table of contents, for one party. */
export const by =
  (party: Party) =>
  <B, Q, const M extends Route["method"], const P extends string>(
    method: M,
    path: P,
    summary: string,
    route: Definition<B, Q>,
  ): Row<M, P> => ({
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
