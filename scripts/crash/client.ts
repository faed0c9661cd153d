// Requests over HTTP as a caller sees them: an answer, or none. No answer says nothing about what became of the request.
import * as z from "zod";
import type { Power } from "./power.ts";

/** A call to a merchant may take 10 s, and the machine is busy. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A server that is killed takes a moment to be missed. */
const CUT_OFF_MS = 500;

/** What is read of any answer; the rest is kept as it came. */
export const Body = z.looseObject({
  responseCode: z.string().optional(),
  entitlementId: z.string().optional(),
  status: z.string().optional(),
  version: z.int().optional(),
  waitingOn: z.string().nullish(),
  waitingUntil: z.string().nullish(),
  parameters: z.looseObject({ url: z.string() }).nullish(),
  metadata: z.looseObject({ reason: z.string(), entitlementId: z.string().optional() }).optional(),
});
export type Body = z.infer<typeof Body>;

export interface Reply {
  status: number;
  replayed: boolean;
  body: Body;
}

export interface Ask {
  method?: string;
  as: string;
  body?: object;
  headers?: Record<string, string>;
}

/** Asks once, while the service is up; null where no answer came, or none that the service could have meant. */
export async function ask(
  power: Power,
  path: string,
  { as, body, headers, method = "POST" }: Ask,
): Promise<Reply | null> {
  await power.up;
  const { kills } = power;
  try {
    const response = await fetch(`${power.origin}${path}`, {
      method,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: {
        Authorization: `Basic ${btoa(as)}`,
        ...(body && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const parsed = Body.parse(JSON.parse(await response.text()));
    const replayed = response.headers.has("Idempotent-Replayed");
    if (response.status !== 500) return { status: response.status, replayed, body: parsed };
    await wasCut(power, kills, `${method} ${path} answered 500 ${JSON.stringify(parsed)}`);
    return null;
  } catch (error) {
    await wasCut(power, kills, `${method} ${path} failed: ${String(error)}`);
    return null;
  }
}

/** Requests that failed although nobody had pulled the plug; they are violations. */
export const unexplained: string[] = [];

async function wasCut(power: Power, killsBefore: number, what: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, CUT_OFF_MS));
  if (power.kills === killsBefore) unexplained.push(what);
}
