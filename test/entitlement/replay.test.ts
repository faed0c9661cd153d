// What a request to send once more makes of one notification, and what its attempt makes of it.
import { describe, expect, it } from "vitest";
import type { AttemptReport } from "../../src/entitlement/attempts";
import { dispatched, owed, reported, type Notification } from "../../src/entitlement/outbox";
import { replayDispatched, replayed, replayReported } from "../../src/entitlement/replay";
import { ACTORS, HOUR, MINUTE, NOW, SECOND } from "./fixtures";

const attempt = (status: number | null): AttemptReport => ({
  at: NOW,
  durationMs: 12,
  status,
  error: status === null ? "TIMEOUT" : null,
  ok: status === 204,
  retryAfter: null,
  answer: "said",
  url: "https://reseller.invalid/hook",
});

const REQUEST = { at: NOW + HOUR, actor: ACTORS.RESELLER, reason: "lost in our database" };
const tried = (on: Notification, status: number | null): Notification =>
  reported(dispatched(on, "d", NOW), "d", attempt(status), NOW, 0);

const fresh = owed("n1", "ACTIVATION_SUCCESS", null, null, NOW);
const delivered = tried(fresh, 204);
const gone = tried(fresh, 410);
const waiting = tried(tried(fresh, 503), 503);

describe("a notification that is asked for once more", () => {
  it.each([
    ["delivered", delivered],
    ["exhausted", gone],
  ] as const)("and is %s keeps its state; its repetition is pending, and due", (state, before) => {
    const after = replayed(before, REQUEST);
    expect(after).toMatchObject({
      state,
      replay: { dispatchId: null, dueAt: REQUEST.at },
      replays: [REQUEST],
    });
  });

  it("twice while the first is pending is sent once, and both requests are on record", () => {
    const flying = replayDispatched(replayed(delivered, REQUEST), "r1", REQUEST.at);
    const again = replayed(flying, { ...REQUEST, reason: "again" });
    expect(again.replay).toEqual(flying.replay);
    expect(again.replays?.map(({ reason }) => reason)).toEqual([REQUEST.reason, "again"]);
  });

  it("and waits is retried at once, also under a Retry-After; its schedule goes on", () => {
    for (const underRetryAfter of [false, true]) {
      const after = replayed({ ...waiting, underRetryAfter }, { ...REQUEST, at: NOW + SECOND });
      const due = { dueAt: NOW + SECOND, plannedAt: waiting.dueAt, underRetryAfter: false };
      expect(after).toMatchObject({ state: "waiting", ...due });
      expect(after.replay).toBeUndefined();
    }
  });

  it("and is on its way, due or held is left to what happens to it", () => {
    const others: Notification[] = [dispatched(waiting, "d", NOW), fresh, { ...waiting, state: "held" }];
    for (const before of others) expect(replayed(before, REQUEST)).toEqual({ ...before, replays: [REQUEST] });
  });

  it("keeps the last requests of very many", () => {
    let one = delivered;
    for (let at = 0; at < 30; at++) one = replayed(one, { ...REQUEST, at });
    expect(one.replays?.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, at) => at + 10));
  });
});

describe("a repetition", () => {
  const pending = replayed(gone, REQUEST);

  it("is under a lease that doubles while nobody reports", () => {
    const first = replayDispatched(pending, "r1", NOW);
    expect(first.replay).toEqual({ dispatchId: "r1", dispatches: 1, dueAt: NOW + MINUTE });
    expect(replayDispatched(first, "r2", NOW).replay?.dueAt).toBe(NOW + 2 * MINUTE);
  });

  it("that arrives delivers what was given up", () => {
    const after = replayReported(replayDispatched(pending, "r1", NOW), attempt(204));
    expect(after).toMatchObject({ state: "delivered", stateReason: null, replay: null });
    expect(after.attempts.at(-1)).toMatchObject({ status: 204, replay: true });
  });

  it.each([
    [gone, "exhausted; the last replay failed: HTTP 503"],
    [delivered, "delivered before; the last replay failed: HTTP 503"],
  ])("that fails leaves the state as it was, and says so", (before, stateReason) => {
    const after = replayReported(replayed(before, REQUEST), attempt(503));
    expect(after).toMatchObject({ state: before.state, stateReason, replay: null, attempt: before.attempt });
    expect(after.attempts.at(-1)).toMatchObject({ status: 503, replay: true, answer: "said" });
  });
});

describe("attempts", () => {
  it("keep what the endpoint said of the last three failures, and nothing of successes", () => {
    let one = fresh;
    for (let at = 0; at < 5; at++) one = tried(one, 503);
    expect(one.attempts.map(({ answer }) => answer)).toEqual([undefined, undefined, "said", "said", "said"]);
    const after = tried(one, 204);
    expect(after.attempts.map(({ answer }) => answer).filter(Boolean)).toHaveLength(2);
    expect(after.attempts.at(-1)).not.toHaveProperty("answer");
  });
});
