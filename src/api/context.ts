// What a handler gets: everything about the request that has been checked already.
import type { Seed } from "../catalogue/cache";
import type { Caller } from "../entitlement/caller";
import type { Asking } from "../entitlement/machine/begin";
import type { Runner } from "../operations/run";
import { clock } from "../shared/clock";
import { canonical, type Json } from "../shared/json";
import { sha256 } from "../shared/hash";
import { isMagicNumber, MAGIC_NUMBERS, suits } from "../sandbox/scenario";
import { Failure } from "./reasons";

export interface Context<Body = unknown, Query = unknown> extends Runner {
  request: Request;
  requestId: string;
  caller: Caller;
  credentialId: string;
  /** The host vouches for the caller: `credentialId` is no credential. */
  isVouched: boolean;
  params: Record<string, string>;
  body: Body;
  query: Query;
  /** The body as it was sent, for comparing repeats. */
  raw: Json | undefined;
  /** The idempotency key that was sent, checked. */
  key: string | null;
  seed: Seed | null;
}

/** A caller's environment; only an operator has none, and no route of resellers or merchants lets one in. */
export function environmentOf({ caller }: Context): "sandbox" | "live" {
  if (caller.environment === null) throw new Error("an operator has no environment of its own");
  return caller.environment;
}

/** SHA-256 over verb and body, as JSON values: what makes two requests with one key the same. */
export function fingerprint(verb: string, body: Json | undefined, keepNulls = false): Promise<string> {
  return sha256(`${verb}\n${canonical(body ?? {}, !keepNulls)}`);
}

/** Everything the machine wants to know of a request beside the verb itself. */
export async function askingOf(
  context: Context,
  verb: string,
  options: { keepNulls?: boolean; magicVerb?: string | null; scope?: string; dryRun?: boolean } = {},
): Promise<Asking> {
  const { caller, key, raw, request } = context;
  const hash = key === null ? "" : await fingerprint(verb, raw, options.keepNulls);
  const scope = options.scope ?? caller.side;
  return {
    actor: { side: caller.side, name: caller.name },
    now: clock.now(),
    requestId: crypto.randomUUID(),
    idempotency: key === null || options.dryRun ? null : { key: `${scope}:${key}`, hash },
    magicNumber: magicNumberOf(context, options.magicVerb ?? null),
    traceparent: traceparentOf(request),
    ifMatch: versionsOf(request.headers.get("If-Match")),
  };
}

/** The magic number of a request, which has to exist, suit the verb and stay in the sandbox. */
export function magicNumberOf(
  { request, caller }: Pick<Context, "request" | "caller">,
  verb: string | null,
): string | null {
  const number = request.headers.get("X-Magic-Number");
  if (number === null) return null;
  if (caller.environment === "sandbox" && suits(number, verb)) return number;
  const list = Object.entries(MAGIC_NUMBERS).map(([name, verbs]) => `${name} (${verbs.join(", ")})`);
  const why =
    caller.environment !== "sandbox"
      ? "only exist in the sandbox"
      : isMagicNumber(number)
        ? "belong to verbs"
        : "are a fixed list";
  throw new Failure("UNKNOWN_MAGIC_NUMBER", `Magic numbers ${why}. Known are: ${list.join("; ")}.`, {
    issues: [{ path: "X-Magic-Number", message: "Not a magic number of this request." }],
  });
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's trace context (W3C), where it sent a valid one. */
export function traceparentOf(request: Request): string | null {
  const header = request.headers.get("traceparent");
  return header !== null && TRACEPARENT.test(header) ? header : null;
}

/** Versions from `If-Match`: the part before `-` counts. Null where nothing was demanded. */
export function versionsOf(header: string | null): number[] | null {
  if (header === null || header.trim() === "*") return null;
  return header.split(",").map((tag) => {
    const version = /^\s*(?:W\/)?"(\d{1,15})(?:-\w+)?"\s*$/.exec(tag)?.[1];
    return version === undefined ? -1 : Number(version);
  });
}

/** Whether `If-None-Match` names this very tag. */
export function matchesEtag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.trim() === "*" || header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
