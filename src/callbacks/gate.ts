// The consumer's side of an endpoint: may this be posted now, and what did it show? While all is well it asks nobody and
// counts nothing. An endpoint in trouble is known to this isolate for a few seconds, so that what is held costs no call
// to its object and no post.
//
// A retry, or what was held before, asks the object even where this isolate knows of no trouble; a first attempt does
// not. So a fresh isolate may post a few first attempts to a dead endpoint, once. Only what travels with the retries
// probes: a probe that hangs must not hold up first attempts. While a post to an endpoint takes unusually long, its first
// attempts step aside to the retries for the same reason. An endpoint's object that cannot be reached holds nothing.
import { clock } from "../shared/clock";
import { errorText, log } from "../shared/log";
import { CALLBACK_TIMEOUT_MS, type AttemptResult } from "./deliver";
import type { Endpoint } from "./endpoint";
import { evidenceOf } from "./evidence";
import { endpointIdOf, type EndpointName } from "./endpointId";
import { PATIENCE_MS } from "./patience";
import { heldUntil, type Health } from "./ramp";

/** Long enough that a flood of held dispatches asks rarely, short enough that a return is noticed. */
export const KNOWN_FOR_MS = 3_000;

/** Endpoints remembered in one isolate; beyond it everything is forgotten, which costs a few calls. */
const MAX_REMEMBERED = 10_000;

/** A post that is about to be made. */
export interface Intent extends Pick<EndpointName, "environment" | "resellerKey"> {
  url: string;
  dispatchId: string;
  /** It was tried or held before. */
  again: boolean;
}

/** Why a dispatch may not be posted now, and when it is to look again. */
export interface Hold {
  endpointId: string;
  until: number;
  because: string;
}

export type Permit = { kind: "go" | "probe" | "aside" } | ({ kind: "held" } & Hold);

interface Memory {
  lastSuccessAt: number | null;
  /** Null: no trouble is known. */
  health: Health | null;
  learnedAt: number;
  /** Held here, and not yet reported. */
  holds: number;
  /** A post from here has been waiting for an answer for too long; it has one by then, or none. */
  slowUntil: number;
}

type GateEnv = Pick<Env, "ENDPOINT">;

const memories = new Map<string, Memory>();

/** Whether a post may be made: at once, as the one probe, among the retries, or not before a time. */
export async function before(env: GateEnv, intent: Intent): Promise<Permit> {
  const name = nameOf(intent);
  if (name === null) return { kind: "go" };
  const memory = memoryOf(name);
  const now = clock.now();
  switch (known(memory, now, intent)) {
    case "go":
      return { kind: now < memory.slowUntil && !intent.again ? "aside" : "go" };
    case "held":
      return held(name, memory, memory.holds++, now);
    case "ask":
      return ask(env, name, memory, intent);
  }
}

/** Makes a post, and remembers while it is slow. */
export async function watched(intent: Intent, post: () => Promise<AttemptResult>): Promise<AttemptResult> {
  const name = nameOf(intent);
  if (name === null) return post();
  const memory = memoryOf(name);
  const timer = setTimeout(() => {
    memory.slowUntil = clock.now() + CALLBACK_TIMEOUT_MS - PATIENCE_MS;
  }, PATIENCE_MS);
  const result = await post().finally(() => clearTimeout(timer));
  if (result.ok) memory.slowUntil = 0;
  return result;
}

/** Tells the endpoint what a post showed, where that is news. Never throws. */
export async function after(
  env: GateEnv,
  intent: Intent,
  permit: "go" | "probe",
  result: AttemptResult,
): Promise<void> {
  const name = nameOf(intent);
  if (name === null) return;
  const memory = memoryOf(name);
  const { lastSuccessAt } = memory;
  if (result.ok) memory.lastSuccessAt = clock.now();
  const inTrouble = permit === "probe" || (memory.health !== null && memory.health.state !== "CLOSED");
  try {
    const event = await evidenceOf(result, { ...intent, lastSuccessAt, probe: permit === "probe" });
    if (event === null || (event.type === "alive" && !inTrouble)) return;
    const holds = event.type === "failed" ? take(memory) : 0;
    const stub = await stubOf(env, name);
    learn(memory, await stub.tell(name, event.type === "failed" ? { ...event, holds } : event));
  } catch (error) {
    log("endpoint.unreachable", { ...name, error: errorText(error) });
  }
}

/** What this isolate can say by itself. */
function known(
  { health, learnedAt }: Memory,
  now: number,
  { again, dispatchId }: Intent,
): "go" | "held" | "ask" {
  const fresh = Math.abs(now - learnedAt) < KNOWN_FOR_MS;
  if (health === null || health.state === "CLOSED") return again && !(health && fresh) ? "ask" : "go";
  if (!fresh || health.probe === dispatchId) return "ask";
  if (health.state === "PAUSED" || health.probing) return "held";
  return now < (health.probeAt ?? now) ? "held" : "ask";
}

async function ask(env: GateEnv, name: EndpointName, memory: Memory, intent: Intent): Promise<Permit> {
  try {
    const stub = await stubOf(env, name);
    const { permit, health } = await stub.ask(name, intent.dispatchId, intent.again, take(memory));
    learn(memory, health);
    if (permit === "held") return await held(name, memory, memory.holds, clock.now());
    return { kind: permit };
  } catch (error) {
    log("endpoint.unreachable", { ...name, error: errorText(error) });
    return { kind: "go" };
  }
}

async function held(name: EndpointName, { health }: Memory, holds: number, now: number): Promise<Permit> {
  if (health === null) return { kind: "go" };
  const until = heldUntil(health, holds, now, Math.random());
  const why = health.state === "PAUSED" ? "is paused until it is resumed" : "is failing";
  const because = `the endpoint ${name.origin} ${why}: ${health.reason ?? "no reason is known"}`;
  return { kind: "held", until, because, endpointId: await endpointIdOf(name) };
}

function nameOf({ environment, resellerKey, url }: Intent): EndpointName | null {
  return URL.canParse(url) ? { environment, resellerKey, origin: new URL(url).origin } : null;
}

function memoryOf({ environment, resellerKey, origin }: EndpointName): Memory {
  const key = JSON.stringify([environment, resellerKey, origin]);
  const found = memories.get(key);
  if (found) return found;
  if (memories.size >= MAX_REMEMBERED) memories.clear();
  const memory: Memory = { lastSuccessAt: null, health: null, learnedAt: 0, holds: 0, slowUntil: 0 };
  memories.set(key, memory);
  return memory;
}

function learn(memory: Memory, health: Health): void {
  memory.health = health;
  memory.learnedAt = clock.now();
}

/** Holds to report; from now on they are the object's to count. */
function take(memory: Memory): number {
  const { holds } = memory;
  memory.holds = 0;
  return holds;
}

async function stubOf(env: GateEnv, name: EndpointName): Promise<DurableObjectStub<Endpoint>> {
  return env.ENDPOINT.get(env.ENDPOINT.idFromName(await endpointIdOf(name)));
}
