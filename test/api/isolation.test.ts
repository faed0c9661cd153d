// Nobody sees or touches what belongs to others. Generated from the route table: a new route without an expectation
// fails, and every route is tried with every credential that must not reach what is behind it.
import { beforeAll, describe, expect, it } from "vitest";
import type { Party } from "../../src/api/authenticate";
import { ROUTES } from "../../src/api/routes";
import {
  BANK,
  call,
  entitled,
  MUSIC,
  newCustomer,
  OPERATOR,
  refusalOf,
  TELCO,
  TELCO_LIVE,
  until,
  type Body,
  type Reply,
} from "../support/api";
import { credential, merchant, passTime, product, route, write } from "../support/catalogue";
import * as looks from "../support/strangers";
import * as jobs from "../support/strangersOfJobs";

const VIDEO = "video-sandbox:video-secret";
const MUSIC_LIVE = "music-live:music-live-secret";
const NOBODY = "00000000-0000-8000-8000-000000000000";
const CUSTOMER = newCustomer();
const EXTERNAL = "order-1";
const ORDERS = "/merchant/v1/sandbox/orders";

/** Valid credentials of the right party whose records are others. */
const STRANGERS: Record<Party, string[]> = {
  RESELLER: [BANK, TELCO_LIVE],
  MERCHANT: [VIDEO, MUSIC_LIVE],
  OPERATOR: [],
};
const OWN: Record<Party, string> = { RESELLER: TELCO, MERCHANT: MUSIC, OPERATOR };

/** Credentials that open no route of a party: other parties', and those that are no good at all. */
const shutOut = (party: Party): [string, string | null][] => [
  ...Object.entries(OWN).filter(([other]) => other !== party),
  ["nobody", null],
  ["a wrong secret", `${OWN[party]}x`],
  ["an empty secret", `${OWN[party].split(":")[0]}:`],
  ["an unknown name", "somebody:else"],
  ["a revoked credential", `revoked-${party.toLowerCase()}:old-secret`],
];

let own: Body;

const bodyOf = (reply: Reply): string => JSON.stringify(reply.body);

/** Per route: the body with which its owner would get through to a record, or what a stranger's look comes to. */
const EXPECTED: Record<string, { body?: object } | looks.Look> = {
  "GET /v1/echo/:echoRequestId": looks.echoes,
  "POST /v1/entitlement": looks.creates,
  "PATCH /v1/entitlement": { body: { entitlementId: "{id}", externalEntitlementId: "stolen" } },
  "PATCH /v1/entitlement/:entitlementId": { body: { productKey: "MUSIC" } },
  "POST /v1/entitlement/report": looks.reports,
  "GET /v1/entitlement/:entitlementId": {},
  "GET /v1/entitlement/activationInfo/:entitlementId": {},
  "GET /v1/entitlement/history/:entitlementId": {},
  "POST /v1/entitlement/cancel/:entitlementId": { body: {} },
  "POST /v1/entitlement/revoke/:entitlementId": { body: {} },
  "POST /v1/entitlement/suspend/:entitlementId": { body: {} },
  "POST /v1/entitlement/resume/:entitlementId": { body: {} },
  "POST /v1/entitlement/undo/:entitlementId": { body: {} },
  "GET /v1/product": looks.products,
  "GET /v1/events": looks.feeds,
  "GET /v1/notifications": looks.troubles,
  "POST /v1/notifications/replay": { body: { entitlementId: "{id}", reason: "x" } },
  "POST /v1/notifications/test": looks.samples,
  "GET /v1/notifications/keys": looks.keys,
  "GET /v1/endpoints": looks.endpoints,
  "POST /v1/endpoints/:endpointId/resume": looks.resumptions,
  "POST /v1/sandbox/certification": looks.certifications,
  "GET /v1/sandbox/certification": looks.certificationLists,
  "GET /v1/sandbox/certification/:certificationId": looks.certificationReports,
  "POST /merchant/v1/sandbox/certification": looks.certifications,
  "GET /merchant/v1/sandbox/certification": looks.certificationLists,
  "GET /merchant/v1/sandbox/certification/:certificationId": looks.certificationReports,
  "GET /v1/reports": looks.reportLists,
  "GET /v1/reports/:type": looks.reportRanges,
  "GET /v1/reports/:partner/:name": looks.reportFiles,
  "GET /merchant/v1/reports": looks.reportLists,
  "GET /merchant/v1/reports/:type": looks.reportRanges,
  "GET /merchant/v1/reports/:partner/:name": looks.reportFiles,
  "GET /admin/v1/reports": {},
  "GET /admin/v1/reports/:type": {},
  "GET /admin/v1/reports/:partner/:name": {},
  "POST /admin/v1/reports/run": { body: {} },
  "GET /v1/statistics": looks.statistics,
  "POST /v1/sandbox/clock": looks.sandboxOnly("POST", "/v1/sandbox/clock", {
    entitlementId: "{id}",
    advanceSeconds: 60,
  }),
  "GET /v1/sandbox/clock": looks.sandboxOnly("GET", "/v1/sandbox/clock?entitlementId={id}"),
  "POST /merchant/v1/sandbox/orders": looks.ordering,
  "GET /merchant/v1/sandbox/orders": looks.orders,
  "GET /merchant/v1/sandbox/orders/:entitlementId": looks.sandboxOnly("GET", `${ORDERS}/{id}`),
  "PATCH /merchant/v1/sandbox/orders/:entitlementId": looks.sandboxOnly("PATCH", `${ORDERS}/{id}`, {
    productKey: "MUSIC",
  }),
  ...Object.fromEntries(
    ["cancel", "revoke", "suspend", "resume", "undo", "activationInfo"].map((name) => [
      `POST ${ORDERS}/${name}/:entitlementId`,
      looks.sandboxOnly("POST", `${ORDERS}/${name}/{id}`),
    ]),
  ),
  "POST /merchant/v1/sandbox/orders/clock/:entitlementId": looks.sandboxOnly("POST", `${ORDERS}/clock/{id}`, {
    advanceSeconds: 60,
  }),
  "POST /v1/jobs": jobs.starts,
  "GET /v1/jobs": jobs.lists,
  "GET /v1/jobs/:jobId": jobs.reads,
  "POST /v1/jobs/:jobId/cancel": jobs.cancels,
  "GET /v1/jobs/:jobId/results/:resultName": jobs.results,
  "POST /merchant/v1/jobs": jobs.starts,
  "GET /merchant/v1/jobs": jobs.lists,
  "GET /merchant/v1/jobs/:jobId": jobs.reads,
  "POST /merchant/v1/jobs/:jobId/cancel": jobs.cancels,
  "GET /merchant/v1/jobs/:jobId/results/:resultName": jobs.results,
  "POST /admin/v1/jobs": {},
  "GET /admin/v1/jobs": {},
  "GET /admin/v1/jobs/:jobId": {},
  "POST /admin/v1/jobs/:jobId/cancel": { body: { reason: "x" } },
  "GET /admin/v1/jobs/:jobId/results/:resultName": {},
  "POST /merchant/v1/entitlement/activate/:entitlementId": { body: {} },
  "POST /merchant/v1/entitlement/reject/:entitlementId": { body: { reasonCode: "MERCHANT_REJECTED" } },
  "POST /merchant/v1/entitlement/terminate/:entitlementId": { body: { immediate: true } },
  "POST /merchant/v1/entitlement/suspend/:entitlementId": { body: {} },
  "POST /merchant/v1/entitlement/resume/:entitlementId": { body: {} },
  "POST /merchant/v1/entitlement/update/:entitlementId": { body: { productKey: "MUSIC" } },
  "POST /merchant/v1/entitlement/notify/:entitlementId": { body: { message: "hello" } },
  "POST /merchant/v1/entitlement/acknowledge/:entitlementId": {
    body: { operationId: "x", outcome: "DONE" },
  },
  "POST /merchant/v1/entitlement/resolve": looks.resolves,
  "GET /merchant/v1/entitlement/:entitlementId": {},
  "GET /merchant/v1/entitlement/history/:entitlementId": {},
  "GET /merchant/v1/entitlement": looks.finds,
  "GET /admin/v1/entitlement/:entitlementId": {},
  "GET /admin/v1/entitlement/history/:entitlementId": {},
  "POST /admin/v1/entitlement/find": { body: { externalEntitlementId: "order-1" } },
  "GET /merchant/v1/statistics": looks.statisticsOfMerchants,
  "POST /admin/v1/entitlement/settle/:entitlementId": { body: { outcome: "ACTIVE", reason: "x" } },
  "POST /admin/v1/entitlement/resume/:entitlementId": { body: { reason: "x" } },
  "POST /admin/v1/customer/reset": { body: { reason: "x" } },
  "POST /admin/v1/customer/erase": { body: { reason: "x" } },
  "GET /admin/v1/catalogue": {},
  "PUT /admin/v1/catalogue": { body: { catalogue: {}, reason: "x" } },
  "GET /admin/v1/connector": {},
  "POST /admin/v1/connector/rollback": { body: {} },
  "GET /admin/v1/credential": {},
  "POST /admin/v1/credential": { body: {} },
  "POST /admin/v1/credential/rotate/:credentialId": { body: { reason: "x" } },
  "POST /admin/v1/credential/revoke/:credentialId": { body: { reason: "x" } },
  "GET /admin/v1/audit": {},
  "POST /admin/v1/entitlement/replay/:entitlementId": { body: { reason: "x" } },
  "GET /admin/v1/backlog": {},
  "GET /admin/v1/trouble": {},
  "GET /admin/v1/endpoints": {},
  "GET /admin/v1/statistics": {},
  "POST /admin/v1/endpoints/:endpointId/resume": { body: { reason: "x" } },
  "POST /admin/v1/connector/try": { body: {} },
  "POST /admin/v1/voucher": { body: {} },
  "GET /admin/v1/voucher": {},
};

const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

/** One request to a route about one record; the request id is fixed, so that equal answers are equal. */
function about(name: string, id: string, as: string | null): Promise<Reply> {
  const [method = "", path = ""] = name.split(" ");
  const expected = EXPECTED[name];
  const body = typeof expected === "object" ? expected.body : {};
  const raw = method === "GET" || body === undefined ? {} : { raw: JSON.stringify(body).replace("{id}", id) };
  return call(method, path.replace(/:\w+/, id), { as, ...raw, headers: { "X-Request-Id": "fixed" } });
}

beforeAll(async () => {
  await write(
    ...(await Promise.all([
      credential("video-sandbox", ["video-secret"], { party: "MERCHANT", organisation: "VIDEO" }),
      credential("music-live", ["music-live-secret"], {
        party: "MERCHANT",
        organisation: "MUSIC",
        environment: "live",
      }),
      credential("revoked-reseller", ["old-secret"], { revoked: true }),
      credential("revoked-merchant", ["old-secret"], {
        party: "MERCHANT",
        organisation: "MUSIC",
        revoked: true,
      }),
      credential("revoked-operator", ["old-secret"], {
        party: "OPERATOR",
        organisation: "OPERATOR",
        environment: null,
        revoked: true,
      }),
    ])),
    merchant("VIDEO", "sandbox"),
    product(),
    route(),
    merchant("MUSIC", "live"),
    product({ environment: "live", merchantAccountKey: "MUSIC" }),
    route({ environment: "live", merchantAccountKey: "MUSIC" }),
  );
  const mine = { customerIdentifier: CUSTOMER, externalEntitlementId: EXTERNAL };
  own = await entitled(mine, { headers: looks.KEY });
  await until(async () => {
    const { body } = await call("GET", "/v1/events");
    expect(JSON.stringify(body)).toContain(own.entitlementId);
  });
});

it("every route says here what others get to see", () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(ROUTES.map(nameOf).sort());
});

describe.each(ROUTES.map((one) => [nameOf(one), one.party] as const))("%s", (name, party) => {
  it.each(shutOut(party))("is closed to %s", async (_, as) => {
    const refused = await about(name, own.entitlementId, as);
    expect(refusalOf(refused)).toBe("401 UNAUTHORIZED UNAUTHORIZED RESELLER");
    expect(bodyOf(refused)).toBe(bodyOf(await about(name, NOBODY, null)));
    expect(refused.headers.get("WWW-Authenticate")).toBe('Basic realm="resale-edge", charset="UTF-8"');
  });

  it.each(STRANGERS[party])("shows %s nothing of others", async (stranger) => {
    passTime(30_000);
    const expected = EXPECTED[name];
    if (typeof expected === "function") return expected(stranger, own);
    const [theirs, nobodys] = [
      await about(name, own.entitlementId, stranger),
      await about(name, NOBODY, stranger),
    ];
    expect(refusalOf(theirs)).toBe("404 NOT_FOUND UNKNOWN_ENTITLEMENT RESELLER");
    expect(bodyOf(theirs)).toBe(bodyOf(nobodys));
    expect([...theirs.headers].sort()).toEqual([...nobodys.headers].sort());
  });
});

it("the record is what it was after all of that, and so is its history", async () => {
  const { body } = await call("GET", `/v1/entitlement/${own.entitlementId}`);
  expect(body).toEqual(own);
  const history = await call("GET", `/v1/entitlement/history/${own.entitlementId}`);
  expect(history.body["events"]).toHaveLength(1);
});
