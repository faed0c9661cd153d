// What is wrong with an entitlement, derived from its entries alone.
import { describe, expect, it } from "vitest";
import { nextEntry, type Entry } from "../../src/entitlement/entry";
import { dispatched, exhausted, owed, reported, type Notification } from "../../src/entitlement/outbox";
import { replayed } from "../../src/entitlement/replay";
import { isAtRest, newsOf } from "../../src/entitlement/trouble";
import { ACTORS, DOUBT, fresh as state, NOW, operation, SECOND, SITUATIONS } from "./fixtures";

const URL = "https://reseller.invalid/hook";
const fresh = owed("n1", "ACTIVATION_SUCCESS", null, null, NOW);
const tried = (on: Notification, status: number, at = NOW): Notification => {
  const made = { at, durationMs: 1, status, error: null, ok: status < 300, retryAfter: null, url: URL };
  return reported(dispatched(on, "d", at), "d", made, at, 0);
};
const once = tried(fresh, 503);
const twice = tried(once, 503, NOW + 5 * SECOND);
const gone = tried(fresh, 410);
const delivered = tried(twice, 204);

const entryOf = (notification: Notification | null, more: Partial<Entry> = {}): Entry => ({
  ...nextEntry(null, SITUATIONS.active, null, NOW),
  notification,
  ...more,
});
const news = (notification: Notification) => newsOf([entryOf(notification)], null);
/** As it is once the store has acknowledged its news. */
const acknowledged = (notification: Notification): Notification => ({
  ...notification,
  told: news(notification)[0]?.digest ?? null,
});

describe("a notification", () => {
  it.each([
    ["that has not been tried", fresh],
    ["that failed once", once],
    ["that was delivered", tried(fresh, 204)],
    ["that was delivered after a failure", tried(once, 204)],
    ["whose second attempt is under way", dispatched(once, "d", NOW)],
  ])("%s is no trouble", (_, notification) => expect(news(notification)).toEqual([]));

  it("is, from its second failure on", () => {
    expect(news(twice)).toMatchObject([
      {
        subject: "n1",
        trouble: { status: "waiting", since: NOW, nextAt: twice.dueAt, url: URL, detail: { attempts: 2 } },
      },
    ]);
  });

  it("is when it is given up, since then, with one failure or none", () => {
    const later = NOW + 5 * SECOND;
    expect(news(gone)).toMatchObject([{ trouble: { status: "exhausted", since: NOW, nextAt: null } }]);
    const behind = exhausted(fresh, "the endpoint answered 410 Gone", later);
    expect(news(behind)).toMatchObject([{ trouble: { status: "exhausted", since: later, url: null } }]);
  });

  it("is when its endpoint holds it", () => {
    expect(news({ ...fresh, state: "held" })).toMatchObject([{ trouble: { status: "held", since: NOW } }]);
  });

  it("is told once; a further failure and an end are news again", () => {
    const told = acknowledged(twice);
    expect(news(told)).toEqual([]);
    expect(news(dispatched(told, "d", NOW))).toEqual([]);
    expect(news(tried(told, 503, NOW + 10 * SECOND))).toMatchObject([{ trouble: { status: "waiting" } }]);
    expect(news(tried(told, 410))).toMatchObject([{ trouble: { status: "exhausted" } }]);
    expect(news(tried(told, 204))).toMatchObject([{ subject: "n1", trouble: null, digest: null }]);
  });

  it("is at rest when it is settled, told, and not to be repeated", () => {
    expect(isAtRest(entryOf(null))).toBe(true);
    expect(isAtRest(entryOf(fresh))).toBe(false);
    expect(isAtRest(entryOf(gone))).toBe(false);
    expect(isAtRest(entryOf(acknowledged(gone)))).toBe(true);
    expect(isAtRest(entryOf(delivered))).toBe(true);
    expect(isAtRest(entryOf({ ...delivered, told: "waiting 1" }))).toBe(false);
    const asked = replayed(acknowledged(gone), { at: NOW, actor: ACTORS.RESELLER, reason: "x" });
    expect(isAtRest(entryOf(asked))).toBe(false);
  });
});

describe("an operation", () => {
  const head = (more: Partial<Entry["state"]>, told: Entry["toldOfOperation"] = null): Entry =>
    entryOf(null, { state: state(more), toldOfOperation: told });
  const doubt = operation("suspend", DOUBT);

  it("is trouble while it is in doubt, and the operator's when there is no next try", () => {
    const [asked] = newsOf([], head({ operation: doubt }));
    const expected = { subject: doubt.requestId, kind: "operation", status: "doubt", since: NOW - SECOND };
    expect(asked?.trouble).toMatchObject(expected);
    const [left] = newsOf([], head({ operation: { ...doubt, dueAt: null } }));
    expect(left?.trouble).toMatchObject({ status: "operator", detail: { verb: "suspend" } });
    for (const phase of ["calling", "accepted"] as const)
      expect(newsOf([], head({ operation: { ...doubt, phase } }))).toEqual([]);
  });

  it("is told once, whatever its resolver tries, and taken back when it is settled or superseded", () => {
    const [{ subject, digest } = { subject: "", digest: "" }] = newsOf([], head({ operation: doubt }));
    const told = { subject, digest: digest ?? "" };
    expect(newsOf([], head({ operation: { ...doubt, attempt: 3, dueAt: NOW } }, told))).toEqual([]);
    expect(newsOf([], head({ operation: null }, told))).toMatchObject([{ subject, trouble: null }]);
    const other = operation("revoke", { ...DOUBT, requestId: "other" });
    expect(newsOf([], head({ operation: other }, told))).toMatchObject([
      { subject, trouble: null },
      { subject: "other", trouble: { status: "doubt" } },
    ]);
  });
});
