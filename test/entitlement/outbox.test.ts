// What becomes of one notification: dispatches, reports, new changes. The waits themselves are tested with the schedule.
import { describe, expect, it } from "vitest";
import type { AttemptReport } from "../../src/entitlement/attempts";
import {
  dispatched,
  held,
  hurried,
  isAgain,
  isSettled,
  owed,
  reported,
  woken,
  type Notification,
} from "../../src/entitlement/outbox";
import { HOUR, MINUTE, NOW, SECOND } from "./fixtures";

const URL = "https://reseller.invalid/hook";
const attempt = (more: Partial<AttemptReport> = {}): AttemptReport => ({
  at: NOW,
  durationMs: 12,
  status: 503,
  error: null,
  ok: false,
  retryAfter: null,
  url: URL,
  ...more,
});
const SUCCESS = attempt({ ok: true, status: 204 });
const FAILURE = attempt();

const fresh = owed("n1", "ACTIVATION_SUCCESS", null, null, NOW);
/** Without jitter. */
const report = (on: Notification, what: AttemptReport, now = NOW, dispatchId = on.dispatchId ?? "?") =>
  reported(on, dispatchId, what, now, 0);
const tried = (on: Notification, what: AttemptReport, now = NOW) =>
  report(dispatched(on, "d", now), what, now);

describe("a notification", () => {
  it("is due at once", () => {
    expect(fresh).toMatchObject({ state: "waiting", attempt: 0, dueAt: NOW, attempts: [], dispatchId: null });
  });

  it("is settled when it is delivered or exhausted, and not before", () => {
    const states = ["waiting", "in_flight", "delivered", "exhausted"] as const;
    expect(states.filter((state) => isSettled({ ...fresh, state }))).toEqual(["delivered", "exhausted"]);
  });

  it("that the endpoint takes is delivered", () => {
    expect(tried(fresh, SUCCESS)).toMatchObject({ state: "delivered", stateReason: null, attempt: 1 });
  });

  it("that fails waits for its next attempt and says why", () => {
    expect(tried(fresh, FAILURE)).toMatchObject({
      state: "waiting",
      stateReason: "last attempt failed: status 503",
      attempt: 1,
      dueAt: NOW + 5 * SECOND,
      dispatchId: null,
    });
    const timeout = attempt({ status: null, error: "TIMEOUT" });
    expect(tried(fresh, timeout).stateReason).toBe("last attempt failed: TIMEOUT");
  });

  it("goes through the schedule and is exhausted with the tenth failure", () => {
    let [one, now] = [fresh, NOW];
    const waits: number[] = [];
    while (!isSettled(one)) {
      one = tried(one, FAILURE, now);
      waits.push((one.dueAt - now) / SECOND);
      now = one.dueAt;
    }
    const planned = [5, 5 * 60, 30 * 60, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3_600)];
    expect(waits.slice(0, 9)).toEqual(planned);
    expect(one).toMatchObject({ state: "exhausted", attempt: 10 });
    expect(one.stateReason).toBe("10 attempts failed, the last: HTTP 503");
    expect(one.attempts).toHaveLength(10);
  });

  it("is exhausted at once by 410", () => {
    const gone = tried(fresh, attempt({ status: 410 }));
    expect(gone).toMatchObject({ state: "exhausted", stateReason: "the endpoint answered 410 Gone" });
  });

  it("keeps each attempt with its URL, and of very many the newest", () => {
    const first = tried(fresh, FAILURE).attempts[0];
    expect(first).toEqual({ at: NOW, durationMs: 12, status: 503, error: null, ok: false, url: URL });
    const old = Array.from({ length: 50 }, (_, at) => ({ ...FAILURE, at }));
    const { attempts } = tried({ ...fresh, attempts: old }, attempt({ at: 99 }));
    expect(attempts).toHaveLength(50);
    expect([attempts[0]?.at, attempts[49]?.at]).toEqual([1, 99]);
  });
});

describe("Retry-After", () => {
  it.each([
    ["is honoured between the planned delay and twice it", "8", 8],
    ["does not shorten the plan", "1", 5],
    ["does not stretch it beyond twice", "3600", 10],
  ])("%s", (_, retryAfter, seconds) => {
    const one = tried(fresh, attempt({ retryAfter }));
    expect(one).toMatchObject({ dueAt: NOW + seconds * SECOND, underRetryAfter: true });
  });

  it("holds until the next report says otherwise", () => {
    const asked = tried(fresh, attempt({ retryAfter: "8" }));
    expect(tried(asked, FAILURE).underRetryAfter).toBe(false);
  });
});

describe("a dispatch", () => {
  it("is under a lease, and sent again when nobody reports", () => {
    const first = dispatched(fresh, "d1", NOW);
    expect(first).toMatchObject({
      state: "in_flight",
      dispatchId: "d1",
      dueAt: NOW + MINUTE,
      stateReason: null,
    });
    const second = dispatched(first, "d2", NOW + MINUTE);
    expect(second).toMatchObject({ dispatchId: "d2", dueAt: NOW + 3 * MINUTE });
    expect(second.stateReason).toBe("no report from the last dispatch; sent again");
  });

  it("doubles its lease up to 15 minutes while no report comes; a report starts over", () => {
    let one = fresh;
    const leases = Array.from({ length: 6 }, (_, at) => {
      one = dispatched(one, `d${at}`, NOW);
      return (one.dueAt - NOW) / MINUTE;
    });
    expect(leases).toEqual([1, 2, 4, 8, 15, 15]);
    expect(dispatched(report(one, FAILURE), "again", NOW).dueAt).toBe(NOW + MINUTE);
  });

  it("does not count as an attempt until it is reported", () => {
    const twice = dispatched(dispatched(fresh, "d1", NOW), "d2", NOW + MINUTE);
    expect(twice.attempt).toBe(0);
    expect(report(twice, FAILURE, NOW + MINUTE)).toMatchObject({
      attempt: 1,
      dueAt: NOW + MINUTE + 5 * SECOND,
    });
  });

  it("that was superseded is not heard when it failed", () => {
    const current = dispatched(dispatched(fresh, "d1", NOW), "d2", NOW + MINUTE);
    expect(report(current, FAILURE, NOW, "d1")).toBe(current);
    expect(report(current, attempt({ status: 410 }), NOW, "d1")).toBe(current);
  });

  it("that was superseded counts all the same when it succeeded", () => {
    const current = dispatched(dispatched(fresh, "d1", NOW), "d2", NOW + MINUTE);
    expect(report(current, SUCCESS, NOW, "d1").state).toBe("delivered");
    expect(report(tried(fresh, FAILURE), SUCCESS, NOW, "d1").state).toBe("delivered");
  });

  it("that succeeded is heard even after everything was given up", () => {
    const exhausted: Notification = { ...fresh, state: "exhausted", attempt: 10 };
    expect(report(exhausted, SUCCESS, NOW, "d10").state).toBe("delivered");
    expect(report(exhausted, FAILURE, NOW, "d10")).toBe(exhausted);
  });

  it("that succeeded is the last word", () => {
    const delivered = tried(fresh, SUCCESS);
    for (const late of [FAILURE, SUCCESS, attempt({ status: 410 })])
      expect(report(delivered, late, NOW, "d")).toBe(delivered);
  });
});

describe("a new change of the same entitlement", () => {
  /** After four attempts: the next is planned in two hours. */
  const waiting = [1, 2, 3, 4].reduce((one) => tried(one, FAILURE), fresh);
  const later = NOW + HOUR;

  it("retries the waiting one at once", () => {
    expect(waiting.dueAt).toBe(NOW + 2 * HOUR);
    expect(hurried(waiting, later)).toMatchObject({
      state: "waiting",
      dueAt: later,
      plannedAt: NOW + 2 * HOUR,
    });
  });

  it("does not reset the schedule: a failed early try goes back to its plan, and is none of the ten", () => {
    const again = tried(hurried(waiting, later), FAILURE, later);
    expect(again).toMatchObject({ attempt: 4, dueAt: NOW + 2 * HOUR, plannedAt: null });
    expect(again.attempts).toHaveLength(5);
    expect(tried(again, FAILURE, NOW + 2 * HOUR)).toMatchObject({ attempt: 5, dueAt: NOW + 7 * HOUR });
  });

  it("never brings a retry into the past", () => {
    const slow = dispatched(hurried(waiting, later), "d", later);
    const end = NOW + 3 * HOUR;
    expect(report(slow, FAILURE, end).dueAt).toBe(end);
  });

  it("hurries a try whose answer, good, gone or with Retry-After, counts as any other", () => {
    const early = hurried(waiting, later);
    expect(tried(early, SUCCESS, later)).toMatchObject({ state: "delivered", attempt: 4 });
    expect(tried(early, attempt({ status: 410 }), later).state).toBe("exhausted");
    const asked = tried(early, attempt({ retryAfter: "10800" }), later);
    expect(asked).toMatchObject({ dueAt: later + 3 * HOUR, underRetryAfter: true });
  });

  it("does not hurry what is under a Retry-After, on its way, due anyway or settled", () => {
    const others: Notification[] = [
      { ...waiting, underRetryAfter: true },
      dispatched(waiting, "d", NOW),
      fresh,
      { ...waiting, state: "delivered" },
      { ...waiting, state: "exhausted" },
    ];
    for (const one of others) expect(hurried(one, later)).toBe(one);
  });

  it("hurries once: a second change finds it due", () => {
    const once = hurried(waiting, later);
    expect(hurried(once, later + SECOND)).toBe(once);
  });

  it("hurries again after the early try failed, from the same plan", () => {
    const again = tried(hurried(waiting, later), FAILURE, later);
    expect(hurried(again, later + SECOND)).toMatchObject({
      dueAt: later + SECOND,
      plannedAt: NOW + 2 * HOUR,
    });
  });

  it("does not forget the plan when the early dispatch is lost", () => {
    const lost = dispatched(dispatched(hurried(waiting, later), "d1", later), "d2", later + MINUTE);
    expect(report(lost, FAILURE, later + MINUTE)).toMatchObject({ attempt: 4, dueAt: NOW + 2 * HOUR });
  });
});

describe("a held notification", () => {
  const until = NOW + MINUTE;
  const why = { endpointId: "e1", until, because: "the endpoint is failing" };
  const flying = dispatched(fresh, "d1", NOW);
  const one = held(flying, "d1", why, NOW);

  it("says why, looks again at its time, and no attempt is counted", () => {
    expect(one).toMatchObject({
      state: "held",
      stateReason: "the endpoint is failing",
      dueAt: until,
      attempt: 0,
      attempts: [],
      dispatchId: null,
      dispatches: 0,
      hold: { endpointId: "e1", since: NOW },
    });
    expect(isSettled(one)).toBe(false);
  });

  it("is not retried at once by a new change", () => {
    expect(hurried(one, NOW + SECOND)).toBe(one);
  });

  it("travels with the retries from now on, until an attempt is made", () => {
    expect([isAgain(fresh), isAgain(one), isAgain(dispatched(one, "d2", until))]).toEqual([
      false,
      true,
      true,
    ]);
    expect(tried(one, SUCCESS).hold).toBeNull();
  });

  it("remembers since when it is held, however often it looks", () => {
    const again = held(dispatched(one, "d2", until), "d2", { ...why, until: until + MINUTE }, until);
    expect(again.hold).toEqual({ endpointId: "e1", since: NOW });
    const elsewhere = held(dispatched(again, "d3", until), "d3", { ...why, endpointId: "e2" }, until);
    expect(elsewhere.hold).toEqual({ endpointId: "e2", since: until });
  });

  it("is held by its current dispatch only, and only while that is under way", () => {
    expect(held(flying, "another", why, NOW)).toBe(flying);
    expect(held(one, "d1", why, NOW)).toBe(one);
    const done = report(flying, SUCCESS);
    expect(held(done, "d1", why, NOW)).toBe(done);
  });

  it("goes on with its schedule where it was", () => {
    const failedOnce = tried(fresh, FAILURE);
    const later = held(dispatched(failedOnce, "d2", NOW), "d2", why, NOW);
    expect(tried(later, FAILURE)).toMatchObject({ state: "waiting", attempt: 2, dueAt: NOW + 5 * MINUTE });
  });

  it("counts its next attempt when a hurried one was held beyond its planned time", () => {
    const early = hurried(tried(fresh, FAILURE), NOW + SECOND);
    const late = held(dispatched(early, "d2", NOW), "d2", why, NOW);
    expect(late.plannedAt).toBeNull();
    const soon = held(dispatched(early, "d2", NOW), "d2", { ...why, until: NOW + 2 * SECOND }, NOW);
    expect(soon.plannedAt).toBe(NOW + 5 * SECOND);
  });

  it("is woken to look sooner, never later; others are left alone", () => {
    expect(woken(one, NOW + SECOND).dueAt).toBe(NOW + SECOND);
    expect(woken(one, until + 1)).toBe(one);
    const waiting = tried(fresh, FAILURE);
    expect(woken(waiting, NOW)).toBe(waiting);
  });

  it("is delivered by a late success of an earlier dispatch", () => {
    expect(report(one, SUCCESS, NOW, "d1").state).toBe("delivered");
    expect(report(one, FAILURE, NOW, "d1")).toBe(one);
  });
});
