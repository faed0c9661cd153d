// The Durable Object of one endpoint (environment, reseller, origin): keeps the breaker's state in one row and tells the
// query store about transitions. What is held is not kept here; each entitlement comes back by itself.
//
// Written are transitions at once, and counters every few seconds at most: what an eviction forgets of them makes a
// window shorter or a breaker open later, nothing worse.
import { DurableObject } from "cloudflare:workers";
import { projectEndpoint } from "../projection/endpoints";
import { scopeOf } from "../projection/project";
import { clock } from "../shared/clock";
import { pass } from "../shared/hooks";
import { errorText, log } from "../shared/log";
import { closed, healthOf, permitOf, step, type Breaker, type BreakerEvent } from "./breaker";
import { endpointIdOf, type EndpointName } from "./endpointId";
import type { Evidence } from "./evidence";
import type { BreakerState, Health } from "./ramp";

const ENDPOINT_FORMAT = 1;
const KEY = "endpoint";

/** Counters may be so old on disk. */
const COUNTERS_WRITTEN_AFTER_MS = 5_000;

/** The query store is told again after this; the object alone decides, so nothing waits for it. */
const TELL_AGAIN_AFTER_MS = 60_000;

/** Transitions kept for a query store that is away; the oldest go first. */
const MAX_UNTOLD = 50;

interface Transition {
  at: number;
  type: "endpoint.failing" | "endpoint.paused" | "endpoint.recovered" | "endpoint.resumed";
  detail: string;
}

interface Kept {
  format: typeof ENDPOINT_FORMAT;
  name: EndpointName;
  breaker: Breaker;
  /** Of the newest transition; these times strictly grow. */
  transitionAt: number;
  untold: Transition[];
}

/** How an endpoint is, for people. */
export interface EndpointView extends EndpointName {
  endpointId: string;
  state: BreakerState;
  since: number;
  failures: number;
  nextProbe: number | null;
  reason: string | null;
}

export interface Permitted {
  permit: "go" | "probe" | "held";
  health: Health;
}

export class Endpoint extends DurableObject<Env> {
  #kept: Kept | null;
  #writtenAt = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const text = ctx.storage.kv.get<string>(KEY);
    this.#kept = text === undefined ? null : JSON.parse(text);
  }

  /** Whether a dispatch may be posted, and as what. */
  ask(name: EndpointName, dispatchId: string, mayProbe: boolean, holds: number): Permitted {
    const now = clock.now();
    if (this.#kept === null) return { permit: "go", health: healthOf(closed(now), now) };
    const breaker = this.#hear(name, { type: "asked", dispatchId, mayProbe, holds }, now);
    return { permit: permitOf(breaker, dispatchId), health: healthOf(breaker, now) };
  }

  /** Hears how a post went. */
  tell(name: EndpointName, event: Evidence): Health {
    const now = clock.now();
    return healthOf(this.#hear(name, event, now), now);
  }

  /** A person says that the endpoint is back: the next dispatch is the probe. */
  async resume(reason: string, actor: { side: string; name: string }): Promise<EndpointView | null> {
    if (this.#kept === null) return null;
    const { name } = this.#kept;
    const detail = { reason, actor: { side: actor.side, name: actor.name } };
    this.#hear(name, { type: "resumed" }, clock.now(), detail);
    return this.view();
  }

  /** How it is now; null where nothing ever failed. */
  async view(): Promise<EndpointView | null> {
    return this.#kept === null ? null : viewOf(this.#kept, await endpointIdOf(this.#kept.name));
  }

  /** Never throws: whatever happens, the next look is set. */
  override async alarm(): Promise<void> {
    if (!(await this.#tellQueryStore())) await this.ctx.storage.setAlarm(clock.now() + TELL_AGAIN_AFTER_MS);
  }

  #hear(name: EndpointName, event: BreakerEvent, now: number, detail: Record<string, unknown> = {}): Breaker {
    const before = this.#kept?.breaker ?? closed(now);
    const breaker = step(before, event, now);
    if (breaker === before) return breaker;
    const type = transitionOf(before, breaker, event);
    const kept = this.#kept ?? fresh(name, before);
    const at = Math.max(now, kept.transitionAt + 1);
    const told = type && { at, type, detail: JSON.stringify({ ...detail, because: breaker.reason }) };
    this.#kept = told
      ? { ...kept, breaker, transitionAt: at, untold: [...kept.untold, told].slice(-MAX_UNTOLD) }
      : { ...kept, breaker };
    if (breaker.state !== before.state || breaker.probe !== before.probe || this.#isStale(now))
      this.#write(now);
    if (told) this.#announce(told, now);
    return breaker;
  }

  #isStale(now: number): boolean {
    return now - this.#writtenAt >= COUNTERS_WRITTEN_AFTER_MS;
  }

  #write(now: number): void {
    this.ctx.storage.kv.put(KEY, JSON.stringify(this.#kept));
    this.#writtenAt = now;
  }

  /** The alarm is set together with the row, so a transition that is written is told, however late. */
  #announce({ type, detail }: Transition, now: number): void {
    void this.ctx.storage.setAlarm(now + TELL_AGAIN_AFTER_MS);
    log("endpoint.changed", { type, detail, ...this.#kept?.name });
    this.ctx.waitUntil(this.#tellQueryStore());
  }

  /** Whether the query store knows everything now. */
  async #tellQueryStore(): Promise<boolean> {
    const kept = this.#kept;
    if (kept === null || kept.untold.length === 0) return true;
    try {
      const view = viewOf(kept, await endpointIdOf(kept.name));
      await pass("beforeProjection", view.endpointId);
      const { endpointId: id, origin, state, since } = view;
      const scope = scopeOf(view.environment, view.resellerKey);
      const body = JSON.stringify(view);
      await projectEndpoint(this.env, { id, scope, origin, state, since, body }, kept.untold);
      this.#forget(kept.transitionAt);
      return true;
    } catch (error) {
      log("endpoint.untold", { error: errorText(error), ...kept.name });
      return false;
    }
  }

  #forget(toldUntil: number): void {
    if (this.#kept === null) return;
    this.#kept = { ...this.#kept, untold: this.#kept.untold.filter(({ at }) => at > toldUntil) };
    this.#write(clock.now());
  }
}

const fresh = (name: EndpointName, breaker: Breaker): Kept => ({
  format: ENDPOINT_FORMAT,
  name: { environment: name.environment, resellerKey: name.resellerKey, origin: name.origin },
  breaker,
  transitionAt: 0,
  untold: [],
});

/** What of a change is news: probes that go out and fail again are not. */
function transitionOf(before: Breaker, after: Breaker, event: BreakerEvent): Transition["type"] | null {
  if (event.type === "resumed") return "endpoint.resumed";
  if (before.state === after.state) return null;
  switch (after.state) {
    case "CLOSED":
      return "endpoint.recovered";
    case "PAUSED":
      return "endpoint.paused";
    case "OPEN":
      return before.state === "CLOSED" ? "endpoint.failing" : null;
    case "HALF_OPEN":
      return null;
  }
}

const viewOf = ({ name, breaker }: Kept, endpointId: string): EndpointView => ({
  endpointId,
  ...name,
  state: breaker.state,
  since: breaker.since,
  failures: breaker.failures,
  nextProbe: breaker.state === "OPEN" || breaker.state === "HALF_OPEN" ? breaker.probeAt : null,
  reason: breaker.reason,
});
