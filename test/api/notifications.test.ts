// What resellers see and do about their notifications in trouble, over HTTP and against real endpoints.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { clock } from "../../src/shared/clock";
import { inbox } from "../receiver";
import { BANK, call, entitled, MUSIC, OPERATOR, patch, refusalOf, until, type Reply } from "../support/api";
import { entriesOf } from "../support/audit";
import { Held, pass, SECOND } from "../support/world";

const REASON = "our database lost it";

const replay = (body: unknown, as?: string, headers = {}): Promise<Reply> =>
  call("POST", "/v1/notifications/replay", { body, headers, ...(as && { as }) });

interface Listed {
  notificationId: string;
  entitlementId: string;
  state: string;
  since: string;
}
interface Told {
  notificationId: string;
  state: string;
  stateReason: string | null;
  attempts: { status: number | null; error: string | null; answer: string | null; replay: boolean }[];
  replays: { actor: unknown; reason: string }[];
}

const list = async (query = "", as?: string): Promise<Listed[]> => {
  const { body, status } = await call("GET", `/v1/notifications${query}`, as ? { as } : {});
  expect(status).toBe(200);
  return body["notifications"] as Listed[];
};

const toldOf = async (id: string): Promise<Told[]> =>
  (await call("GET", `/v1/entitlement/history/${id}`)).body["notifications"] as Told[];

const inState = (id: string, ...states: string[]): Promise<Told[]> =>
  until(async () => {
    const told = await toldOf(id);
    expect(told.map(({ state }) => state)).toEqual(states);
    return told;
  });

/** An entitlement whose notification was given up: its endpoint is gone, and then back. */
async function givenUp() {
  const endpoint = inbox();
  await endpoint.answers({ status: 410, body: "moved away" }, { status: 204 });
  const { entitlementId } = await entitled({ notificationUrl: endpoint.url });
  const [told] = await inState(entitlementId, "exhausted");
  await until(async () =>
    expect((await list("?status=exhausted")).map((one) => one.entitlementId)).toContain(entitlementId),
  );
  return { endpoint, entitlementId, notificationId: told?.notificationId ?? "" };
}

describe("the list of notifications in trouble", () => {
  it("shows what is given up, where it was to go, and why; the path of the URL stays out of it", async () => {
    const { entitlementId, notificationId, endpoint } = await givenUp();
    const found = (await list("?status=exhausted")).find((one) => one.entitlementId === entitlementId);
    expect(found).toEqual({
      notificationId,
      entitlementId,
      reason: "ACTIVATION_SUCCESS",
      version: 1,
      state: "exhausted",
      stateReason: "the endpoint answered 410 Gone",
      since: expect.stringMatching(/Z$/),
      nextAttempt: null,
      url: new URL(endpoint.url).origin,
    });
    expect((await list()).map((one) => one.entitlementId)).toContain(entitlementId);
    expect(await list("?status=waiting")).toEqual([]);
    expect(await list("?status=exhausted", BANK)).toEqual([]);
    const later = new Date(Date.parse(found?.since ?? "") + 60_000).toISOString();
    expect((await list(`?since=${later}`)).map((one) => one.entitlementId)).not.toContain(entitlementId);
  });

  it("shows what waits after a second failure, with its next attempt; history has what the endpoint said", async () => {
    const endpoint = inbox();
    await endpoint.answers({ status: 503, body: "back\nat noon" });
    const { entitlementId } = await entitled({ notificationUrl: endpoint.url });
    await inState(entitlementId, "waiting");
    expect((await list("?status=waiting")).map((one) => one.entitlementId)).not.toContain(entitlementId);
    pass(7 * SECOND);
    await new Held(entitlementId).alarm();
    await endpoint.posts(2);
    await until(async () =>
      expect((await list("?status=waiting")).map((one) => one.entitlementId)).toContain(entitlementId),
    );
    const [told] = await toldOf(entitlementId);
    expect(told).toMatchObject({ stateReason: "last attempt failed: SERVER_ERROR" });
    expect(told?.attempts).toMatchObject([
      { status: 503, error: "SERVER_ERROR", answer: "back at noon", replay: false },
      { status: 503, answer: "back at noon" },
    ]);
    await patch(entitlementId, { externalEntitlementId: "x" });
    await until(async () =>
      expect((await toldOf(entitlementId))[1]?.stateReason).toBe(
        "waits for version 1, which has to arrive first",
      ),
    );
  });

  it.each([
    ["?status=delivered", "status"],
    ["?limit=0", "limit"],
    ["?since=yesterday", "since"],
    ["?colour=red", "colour"],
  ])("refuses %s by name", async (query, field) => {
    const reply = await call("GET", `/v1/notifications${query}`);
    expect(refusalOf(reply)).toBe(`400 BAD_REQUEST VALIDATION RESELLER ${field}`);
  });

  it("refuses a cursor that is none of its own", async () => {
    const reply = await call("GET", "/v1/notifications?cursor=abc");
    expect(refusalOf(reply)).toBe("400 BAD_REQUEST INVALID_CURSOR RESELLER cursor");
  });
});

describe("a replay", () => {
  it("of one notification sends it again with the same id, and the history says who wanted it and why", async () => {
    const { entitlementId, notificationId, endpoint } = await givenUp();
    const { status, body } = await replay({ entitlementId, notificationId, reason: REASON });
    expect([status, body]).toMatchObject([200, { replayed: 1, held: 0 }]);
    const posts = await endpoint.posts(2);
    expect(posts.map(({ headers }) => headers["webhook-id"])).toEqual([notificationId, notificationId]);
    expect(posts[1]?.body).toBe(posts[0]?.body);
    const [told] = await inState(entitlementId, "delivered");
    expect(told).toMatchObject({
      stateReason: "the endpoint answered 204",
      attempts: [
        { status: 410, answer: "moved away" },
        { status: 204, replay: true, answer: null },
      ],
      replays: [{ actor: { side: "RESELLER", name: "TELCO" }, reason: REASON }],
    });
    await until(async () =>
      expect((await list()).map((one) => one.entitlementId)).not.toContain(entitlementId),
    );
  });

  it("of something delivered really sends it again; under one key only once", async () => {
    const endpoint = inbox();
    const { entitlementId } = await entitled({ notificationUrl: endpoint.url });
    await inState(entitlementId, "delivered");
    const key = { "Idempotency-Key": "replay-1" };
    expect((await replay({ entitlementId, reason: REASON }, undefined, key)).body["replayed"]).toBe(1);
    await endpoint.posts(2);
    const again = await replay({ entitlementId, reason: REASON }, undefined, key);
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(again.body["replayed"]).toBe(1);
    expect(await endpoint.posts(3, 300)).toHaveLength(2);
    const other = await replay({ entitlementId, reason: "another" }, undefined, key);
    expect(refusalOf(other)).toContain("IDEMPOTENCY_KEY_REUSED");
  });

  it("of everything given up since a time goes by pages, and leaves delivered ones alone", async () => {
    const since = new Date(clock.now()).toISOString();
    const three = [await givenUp(), await givenUp(), await givenUp()];
    const page = await replay({ status: "exhausted", since, limit: 2, reason: REASON });
    expect(page.body["replayed"]).toBe(2);
    const cursor = page.body.nextCursor;
    const rest = await replay({ status: "exhausted", since, limit: 2, cursor, reason: REASON });
    expect(rest.body).toMatchObject({ replayed: 1, nextCursor: null });
    for (const { entitlementId, endpoint } of three) {
      expect(await endpoint.posts(2)).toHaveLength(2);
      await inState(entitlementId, "delivered");
    }
    await until(async () => expect(await list(`?status=exhausted&since=${since}`)).toEqual([]));
    const none = await replay({ status: "exhausted", since, reason: REASON });
    expect(none.body).toMatchObject({ replayed: 0, nextCursor: null });
  });

  it("of everything given up is done once under a key, and answered again as it was", async () => {
    const since = new Date(clock.now()).toISOString();
    const { endpoint, entitlementId } = await givenUp();
    const [body, key] = [{ status: "exhausted", since, reason: REASON }, { "Idempotency-Key": "all-1" }];
    const first = await replay(body, undefined, key);
    expect(first.body).toMatchObject({ replayed: 1, nextCursor: null });
    expect(first.headers.get("Idempotent-Replayed")).toBeNull();
    await endpoint.posts(2);
    await inState(entitlementId, "delivered");
    const another = await givenUp();
    const again = await replay(body, undefined, key);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(await endpoint.posts(3, 300)).toHaveLength(2);
    expect(await another.endpoint.posts(2, 300)).toHaveLength(1);

    const other = await replay({ ...body, reason: "another" }, undefined, key);
    expect(refusalOf(other)).toBe("422 BAD_REQUEST IDEMPOTENCY_KEY_REUSED RESELLER");
    const theirs = await replay(body, BANK, key);
    expect(theirs.body).toMatchObject({ replayed: 0 });
    expect(theirs.headers.get("Idempotent-Replayed")).toBeNull();
  });

  it("of everything given up, whose answer was lost with its Worker, repeats nothing at who has heard of it", async () => {
    const since = new Date(clock.now()).toISOString();
    const { endpoint } = await givenUp();
    await endpoint.answers({ status: 503 });
    const [body, key] = [{ status: "exhausted", since, reason: REASON }, { "Idempotency-Key": "all-2" }];
    await replay(body, undefined, key);
    expect(await endpoint.posts(2)).toHaveLength(2);
    await env.DB.prepare("UPDATE answer SET body = NULL WHERE key = 'exhausted:all-2'").run();
    expect(refusalOf(await replay(body, undefined, key))).toBe("409 CONFLICT REQUEST_IN_PROGRESS RESELLER");
    pass(61 * SECOND);
    expect((await replay(body, undefined, key)).body).toMatchObject({ replayed: 1 });
    expect(await endpoint.posts(3, 500)).toHaveLength(2);
  });

  it("by an operator is on record as such", async () => {
    const { entitlementId, notificationId } = await givenUp();
    const path = `/admin/v1/entitlement/replay/${entitlementId}`;
    const replayed = () =>
      call("POST", path, {
        as: OPERATOR,
        body: { reason: "asked on the phone", notificationId },
        headers: { "Idempotency-Key": "phone-1" },
      });
    expect(await replayed()).toMatchObject({ status: 200, body: { replayed: 1 } });
    expect((await replayed()).headers.get("Idempotent-Replayed")).toBe("true");
    const [told] = await inState(entitlementId, "delivered");
    expect(told?.replays).toMatchObject([
      { actor: { side: "OPERATOR", name: "OPERATOR" }, reason: "asked on the phone" },
    ]);
    const merchant = await call("POST", path, { as: MUSIC, body: { reason: "x" } });
    expect(merchant.status).toBe(401);
    expect(await entriesOf("entitlement.replay", `entitlement ${entitlementId}`)).toMatchObject([
      { actor: "OPERATOR", reason: "asked on the phone", detail: { notificationId } },
    ]);
  });

  it.each([
    ["without a reason", { entitlementId: "{id}" }, "reason"],
    ["of nothing", { reason: REASON }, "entitlementId"],
    [
      "of both",
      { entitlementId: "{id}", status: "exhausted", since: "2026-01-01T00:00Z", reason: REASON },
      "entitlementId",
    ],
    ["without a time", { status: "exhausted", reason: REASON }, "since"],
    ["of what waits", { status: "waiting", since: "2026-01-01T00:00Z", reason: REASON }, "status"],
    ["with a cursor of nothing", { entitlementId: "{id}", cursor: "x", reason: REASON }, "cursor"],
    ["of an id that is none", { entitlementId: "1", reason: REASON }, "entitlementId"],
  ])("%s is refused by field", async (_, body, field) => {
    const { entitlementId } = await entitled();
    const raw = JSON.stringify(body).replace("{id}", entitlementId);
    const reply = await call("POST", "/v1/notifications/replay", { raw });
    expect(refusalOf(reply)).toBe(`400 BAD_REQUEST VALIDATION RESELLER ${field}`);
  });

  it("of a notification of another entitlement, or of another's entitlement, is not found", async () => {
    const { entitlementId } = await entitled();
    const notificationId = crypto.randomUUID();
    const unknown = await replay({ entitlementId, notificationId, reason: REASON });
    expect(refusalOf(unknown)).toBe("404 NOT_FOUND UNKNOWN_NOTIFICATION RESELLER");
    const foreign = await replay({ entitlementId, reason: REASON }, BANK);
    expect(refusalOf(foreign)).toBe("404 NOT_FOUND UNKNOWN_ENTITLEMENT RESELLER");
  });
});

describe("the backlog", () => {
  it("counts per environment and names the oldest", async () => {
    const { entitlementId } = await givenUp();
    const { body } = await call("GET", "/admin/v1/backlog", { as: OPERATOR });
    const none = { count: 0, since: null, oldest: [] };
    expect(body["live"]).toEqual({
      waiting: none,
      held: none,
      exhausted: none,
      inDoubt: none,
      forOperator: none,
      overdue: none,
    });
    const { exhausted } = body["sandbox"] as Record<
      string,
      { count: number; oldest: { entitlementId: string }[] }
    >;
    expect(exhausted?.count).toBeGreaterThan(0);
    expect(exhausted?.oldest.at(-1)).toMatchObject({
      notificationId: expect.any(String),
      resellerKey: "TELCO",
      merchantAccountKey: "MUSIC",
      since: expect.stringMatching(/Z$/),
    });
    expect(JSON.stringify(exhausted)).toContain(entitlementId);
  });
});
