// Moving test clocks as a reseller does, and what came of it: events with the dates that they have.
import { expect } from "vitest";
import { call, until, type Body, type Options } from "./api";

export const SECOND = 1_000;
export const HOUR = 3_600 * SECOND;
export const DAY = 24 * HOUR;

/** One request to move; it may be refused. */
export const move = (body: Record<string, unknown>, options: Options = {}) =>
  call("POST", "/v1/sandbox/clock", { body, ...options });

/** Moves, and waits until the clock has arrived. */
export async function moved(body: Record<string, unknown>): Promise<Body> {
  const reply = await move(body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  if (reply.body.status === "READY") return reply.body;
  return until(async () => {
    const { entitlementId } = body;
    const { body: now } = await call("GET", `/v1/sandbox/clock?entitlementId=${entitlementId}`);
    expect(now.status).toBe("READY");
    return now;
  }, 14_000);
}

export const at = (ms: number): string => new Date(ms).toISOString();

export interface Told {
  command: string;
  to: string;
  date: string;
  reason: string | null;
}

/** Everything that happened, as `history` has it. */
export async function historyOf(entitlementId: string, as?: string): Promise<Body> {
  return (await call("GET", `/v1/entitlement/history/${entitlementId}`, as ? { as } : {})).body;
}

export async function eventsOf(entitlementId: string): Promise<Told[]> {
  const { events } = await historyOf(entitlementId);
  return (events as Told[]).map(({ command, to, date, reason }) => ({ command, to, date, reason }));
}
