// Endpoints as their reseller and the operator see them; a resumption wakes what is held, one after the other.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { endpointIdOf, type EndpointName } from "../../src/callbacks/endpointId";
import { randomId } from "../../src/entitlement/id";
import { keepHouse } from "../../src/operations/housekeeping";
import { wakePage } from "../../src/operations/wake";
import { clock } from "../../src/shared/clock";
import { BANK, call, OPERATOR, refusalOf, TELCO, TELCO_LIVE, until } from "../support/api";
import { entriesOf as auditOf } from "../support/audit";
import { entriesOf, flying, loseMessages } from "../support/outbox";
import { active, HOUR, pass, SECOND, type Held } from "../support/world";

let shops = 0;

/** An endpoint of TELCO's whose breaker is open, known to the query store. */
async function open(changes: Partial<EndpointName> = {}): Promise<string> {
  const origin = `https://shop-${++shops}.invalid`;
  const name: EndpointName = { environment: "sandbox", resellerKey: "TELCO", origin, ...changes };
  const id = await endpointIdOf(name);
  const stub = env.ENDPOINT.get(env.ENDPOINT.idFromName(id));
  for (let failures = 0; failures < 5; failures++)
    await stub.tell(name, {
      type: "failed",
      dispatchId: "d",
      lastSuccessAt: null,
      what: "CONNECT",
      holds: 0,
    });
  await until(async () => expect((await listed({ as: OPERATOR })).map(idOf)).toContain(id));
  return id;
}

interface Listed {
  endpointId: string;
  origin: string;
  state: string;
  [field: string]: unknown;
}

const idOf = ({ endpointId }: Listed): string => endpointId;

async function page({ as = TELCO, query = "" }: { as?: string; query?: string } = {}) {
  const path = as === OPERATOR ? "/admin/v1/endpoints" : "/v1/endpoints";
  const { status, body } = await call("GET", `${path}${query}`, { as });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as unknown as { endpoints: Listed[]; events: { type: string; endpointId: string }[] };
}

const listed = async (who: { as?: string; query?: string } = {}) => (await page(who)).endpoints;

const resume = (id: string, { as = TELCO, body = { reason: "we are back" } as unknown } = {}) =>
  call("POST", `${as === OPERATOR ? "/admin" : ""}/v1/endpoints/${id}/resume`, { as, body });

/** What the query store says of a notification that is held. */
const trouble = (entitlementId: string, endpointId: string, status = "held") =>
  env.DB.prepare(
    `INSERT INTO trouble (entitlement_id, subject, kind, reseller_scope, merchant_scope, status, endpoint_id, since, detail)
     VALUES (?1, 'n1', 'notification', 'sandbox:TELCO', 'sandbox:MUSIC', ?3, ?2, ?4, '{}')`,
  ).bind(entitlementId, endpointId, status, clock.now());

/** An entitlement whose notification an endpoint holds for an hour. */
async function heldBy(endpointId: string): Promise<Held> {
  loseMessages();
  const held = await active();
  const { notificationId, dispatchId } = await flying(held);
  const why = { endpointId, until: clock.now() + HOUR, because: "the endpoint is paused" };
  await held.stub.hold(notificationId, dispatchId, why);
  await trouble(held.id, endpointId).run();
  return held;
}

const dueAt = async (held: Held): Promise<number> => (await entriesOf(held)).at(-1)?.notification?.dueAt ?? 0;

it("a reseller sees its own, with what is held and what happened, and nobody else's", async () => {
  const id = await open();
  await env.DB.batch([
    trouble(randomId(0), id),
    trouble(randomId(0), id),
    trouble(randomId(0), id, "waiting"),
  ]);
  const { endpoints, events } = await page();
  expect(endpoints.find(({ endpointId }) => endpointId === id)).toEqual({
    endpointId: id,
    environment: "sandbox",
    resellerKey: "TELCO",
    origin: expect.stringMatching(/^https:\/\/shop-\d+\.invalid$/),
    state: "OPEN",
    since: expect.stringMatching(/Z$/),
    failures: 5,
    nextProbe: expect.stringMatching(/Z$/),
    reason: "5 failures in a row, the last: CONNECT",
    held: 2,
  });
  expect(events).toContainEqual({
    date: expect.any(String),
    type: "endpoint.failing",
    endpointId: id,
    entitlementId: null,
    detail: { because: "5 failures in a row, the last: CONNECT" },
  });
  for (const as of [BANK, TELCO_LIVE]) {
    const theirs = await page({ as });
    expect(theirs.endpoints.map(idOf)).not.toContain(id);
    expect(theirs.events.map(({ endpointId }) => endpointId)).not.toContain(id);
  }
});

it("the operator sees everybody's, or one reseller's", async () => {
  const [telco, bank] = [await open(), await open({ resellerKey: "BANK" })];
  const all = (await listed({ as: OPERATOR })).map(idOf);
  expect(all).toEqual(expect.arrayContaining([telco, bank]));
  const one = (await listed({ as: OPERATOR, query: "?environment=sandbox&resellerKey=BANK" })).map(idOf);
  expect(one).toContain(bank);
  expect(one).not.toContain(telco);
  const half = await call("GET", "/admin/v1/endpoints?resellerKey=BANK", { as: OPERATOR });
  expect(half.status).toBe(400);
});

it("is listed as its object knows it, not as the query store was told", async () => {
  const id = await open();
  await env.DB.prepare("UPDATE endpoint SET body = json_set(body, '$.failures', 99) WHERE id = ?1")
    .bind(id)
    .run();
  expect((await listed()).find(({ endpointId }) => endpointId === id)).toMatchObject({ failures: 5 });
});

it("can be resumed by its reseller and by the operator, with a reason", async () => {
  const id = await open();
  const { status, body } = await resume(id);
  expect(status).toBe(200);
  expect(body).toMatchObject({ responseCode: "OK", endpointId: id, state: "HALF_OPEN", held: 0 });
  expect((await resume(id, { as: OPERATOR })).status).toBe(200);
  await until(async () => expect((await page()).events[0]?.type).toBe("endpoint.resumed"));
  // The operator's alone: what its reseller does is among the operational events only.
  expect(await auditOf("endpoint.resume", `endpoint ${id}`)).toMatchObject([
    { actor: "OPERATOR", reason: "we are back" },
  ]);
});

it.each([
  ["unknown", { id: "0".repeat(32) }],
  ["no id at all", { id: "something" }],
  ["another reseller's", { as: BANK }],
  ["of the other environment", { as: TELCO_LIVE }],
])("one that is %s is not found", async (_, { id, as }: { id?: string; as?: string }) => {
  const reply = await resume(id ?? (await open()), { as: as ?? TELCO });
  expect(refusalOf(reply)).toBe("404 NOT_FOUND UNKNOWN_ENDPOINT RESELLER");
});

it("a resumption needs a reason, and magic numbers are none of its business", async () => {
  const id = await open();
  expect(refusalOf(await resume(id, { body: {} }))).toBe("400 BAD_REQUEST VALIDATION RESELLER reason");
  const magic = await call("POST", `/v1/endpoints/${id}/resume`, {
    body: { reason: "back" },
    headers: { "X-Magic-Number": "ANY_REQUEST_FAILS_ONCE" },
  });
  expect(magic.body.metadata.reason).toBe("UNKNOWN_MAGIC_NUMBER");
});

it("a resumption wakes what the endpoint holds, within seconds and not all at once", async () => {
  const id = await open();
  const all = [await heldBy(id), await heldBy(id), await heldBy(id)];
  const now = clock.now();
  await resume(id);
  await until(async () => {
    for (const held of all) expect((await dueAt(held)) - now).toBeLessThan(10 * SECOND);
  });
  const due = (await Promise.all(all.map(dueAt))).sort((a, b) => a - b);
  expect(due.map((at) => at - (due[0] ?? 0))).toEqual([0, 20, 40]);
  expect((due[0] ?? 0) - now).toBeGreaterThan(3 * SECOND);
});

it("the walk goes on from page to page, in the pace of the ramp", async () => {
  const endpointId = await open();
  const held = await heldBy(endpointId);
  const others = Array.from({ length: 250 }, () => randomId(0));
  await env.DB.batch(others.map((id) => trouble(id, endpointId)));
  const place = others.filter((id) => id < held.id).length;
  const from = clock.now() + 5 * SECOND;
  const first = { format: 1, kind: "wake", endpointId, home: 0, after: "", from, place: 0 } as const;
  expect(await wakePage(env, first)).toBe(true);
  await until(async () => expect(await dueAt(held)).toBe(from + place * 20));
});

it("a walk while the query store is away is taken up again", async () => {
  const away = { ...env, DB: { prepare: () => expect.fail("D1 is away") } } as unknown as Env;
  const message = {
    format: 1,
    kind: "wake",
    endpointId: "e",
    home: 0,
    after: "",
    from: 0,
    place: 0,
  } as const;
  expect(await wakePage(away, message)).toBe(false);
});

it("operational events are kept as long as the feed", async () => {
  const id = await open();
  const count = () =>
    env.DB.prepare("SELECT count(*) AS n FROM operational_event WHERE endpoint_id = ?1")
      .bind(id)
      .first<number>("n");
  expect(await count()).toBe(1);
  pass(34 * 24 * HOUR);
  await keepHouse(env);
  expect(await count()).toBe(1);
  pass(2 * 24 * HOUR);
  await keepHouse(env);
  expect(await count()).toBe(0);
});
