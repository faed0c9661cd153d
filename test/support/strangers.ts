// What strangers see through the routes that name no record: never anything of TELCO's record in the sandbox.
import { env, exports } from "cloudflare:workers";
import { expect } from "vitest";
import { endpointIdOf } from "../../src/callbacks/endpointId";
import { certified, type Report } from "../../src/certification/report";
import { LANDING_TOKEN_TTL_MS, landingToken } from "../../src/connectors/landing";
import { clock } from "../../src/shared/clock";
import { tellTrouble } from "../../src/projection/trouble";
import { inbox } from "../receiver";
import { merchantWith, receiverWith } from "./candidates";
import { having } from "./certify";
import { troubleRow } from "./trouble";
import {
  call,
  create,
  entitled,
  MUSIC,
  refusalOf,
  requestOf,
  sale,
  TELCO,
  until,
  type Body,
  type Reply,
} from "./api";

/** The key of a create that TELCO has made, and that others use too. */
export const KEY = { "Idempotency-Key": "the same key" };

const bodyOf = (reply: Reply): string => JSON.stringify(reply.body);

/** What a stranger gets to see by a route that names no record, checked against TELCO's record in the sandbox. */
export type Look = (stranger: string, own: Body) => Promise<void>;

/** One request of a stranger in whose answer TELCO's record must not appear. */
async function hidden(
  { entitlementId }: Body,
  stranger: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> {
  const reply = await call(method, path, { as: stranger, ...(body !== undefined && { body }) });
  expect(reply.status).toBe(200);
  expect(bodyOf(reply)).not.toContain(entitlementId);
  return reply;
}

/** What exists in the sandbox only: a live stranger is told so, another finds no record behind it. */
export const sandboxOnly =
  (method: string, path: string, body?: object): Look =>
  async (stranger, { entitlementId }) => {
    const at = path.replace("{id}", entitlementId);
    const sent = body && JSON.parse(JSON.stringify(body).replace("{id}", entitlementId));
    const refused = await call(method, at, { as: stranger, ...(sent && { body: sent }) });
    const [reason] = stranger.includes("-live:")
      ? ["400 BAD_REQUEST SANDBOX_ONLY RESELLER"]
      : ["404 NOT_FOUND UNKNOWN_ENTITLEMENT RESELLER"];
    expect(refusalOf(refused)).toBe(reason);
    expect(bodyOf(refused)).not.toContain(entitlementId);
  };

/** Orders of the sandbox reseller: each merchant's own, and none in live. */
export const orders: Look = async (stranger, own) => {
  const path = "/merchant/v1/sandbox/orders";
  if (stranger.includes("-live:")) return sandboxOnly("GET", path)(stranger, own);
  const mine = await call("POST", path, { as: MUSIC, body: { productKey: "MUSIC_INSTANT" } });
  expect(mine.status).toBe(200);
  await hidden(mine.body, stranger, "GET", path);
};

/** Whatever is ordered is the stranger's own product. */
export const ordering: Look = async (stranger, own) => {
  const path = "/merchant/v1/sandbox/orders";
  const body = { productKey: "MUSIC_INSTANT", customerIdentifier: own["customerIdentifier"] };
  if (stranger.includes("-live:")) return sandboxOnly("POST", path, body)(stranger, own);
  const reply = await call("POST", path, { as: stranger, body });
  expect([reply.status, reply.body["merchantAccountKey"]]).toEqual([200, "VIDEO"]);
  for (const field of ["entitlementId", "sharedCustomerId", "platformUserId"])
    expect(reply.body[field]).not.toBe(own[field]);
};

export const creates: Look = async (stranger, own) => {
  const body = sale({
    customerIdentifier: own["customerIdentifier"],
    externalEntitlementId: own["externalEntitlementId"],
  });
  const { status, body: theirs } = await create(body, { as: stranger, headers: KEY });
  expect(status).toBe(200);
  for (const field of ["entitlementId", "sharedCustomerId", "platformUserId", "merchantEntitlementId"])
    expect(theirs[field]).not.toBe(own[field]);
};

export const reports: Look = async (stranger, own) => {
  const { body: page } = await call("POST", "/v1/entitlement/report", { body: { limit: 1 } });
  for (const filter of [
    {},
    { customerIdentifier: own["customerIdentifier"] },
    { externalEntitlementId: own["externalEntitlementId"] },
  ])
    for (const cursor of [{}, page.nextCursor === null ? {} : { cursor: page.nextCursor }])
      await hidden(own, stranger, "POST", "/v1/entitlement/report", { ...filter, ...cursor });
};

export const feeds: Look = async (stranger, own) => {
  await hidden(own, stranger, "GET", "/v1/events");
  const { body } = await call("GET", "/v1/events");
  const stolen = await call("GET", `/v1/events?after=${body.nextCursor}`, { as: stranger });
  expect(refusalOf(stolen)).toBe("400 BAD_REQUEST INVALID_CURSOR RESELLER after");
};

export const products: Look = async (stranger, own) => {
  const headers = { "X-CustomerIdentifier": String(own["customerIdentifier"]) };
  const mine = await call("GET", "/v1/product", { headers });
  expect(bodyOf(mine)).toContain("VIDEO");
  expect(mine.body["products"]).toContainEqual(
    expect.objectContaining({ productKey: "MUSIC_INSTANT", eligible: false }),
  );
  const theirs = await call("GET", "/v1/product", { as: stranger });
  expect(bodyOf(theirs)).not.toContain("VIDEO");
};

export const finds: Look = async (stranger, own) => {
  for (const id of [own["merchantEntitlementId"], own.entitlementId])
    expect(
      (await hidden(own, stranger, "GET", `/merchant/v1/entitlement?merchantEntitlementId=${id}`)).body
        .entitlements,
    ).toEqual([]);
};

/** A token that names TELCO's record says to others exactly what one that names nothing says. */
export const resolves: Look = async (stranger, own) => {
  const expiry = clock.now() + LANDING_TOKEN_TTL_MS;
  const token = await landingToken(env.ID_KEY, own.entitlementId, expiry);
  const answers = await Promise.all(
    [token, "nonsense"].map((given) =>
      call("POST", "/merchant/v1/entitlement/resolve", {
        as: stranger,
        body: { token: given },
        headers: { "X-Request-Id": "fixed" },
      }),
    ),
  );
  const [theirs, nobodys] = answers.map(bodyOf);
  expect(theirs).toBe(nobodys);
  for (const answer of answers) expect(refusalOf(answer)).toBe("404 NOT_FOUND UNKNOWN_ENTITLEMENT RESELLER");
};

/** A notification of TELCO's is in trouble; the store says so to nobody else. */
export const troubles: Look = async (stranger, own) => {
  await tellTrouble(env.DB, own.entitlementId, [troubleRow({ entitlementId: own.entitlementId })], []);
  expect(bodyOf(await call("GET", "/v1/notifications"))).toContain(own.entitlementId);
  const { body } = await call("GET", "/v1/notifications?limit=1");
  await hidden(own, stranger, "GET", "/v1/notifications");
  if (body.nextCursor !== null)
    await hidden(own, stranger, "GET", `/v1/notifications?cursor=${body.nextCursor}`);
  const since = "2000-01-01T00:00:00Z";
  const replay = { status: "exhausted", since, reason: "not mine" };
  const { body: replayed } = await hidden(own, stranger, "POST", "/v1/notifications/replay", replay);
  expect(replayed["replayed"]).toBe(0);
};

/** A sample is nobody's: it goes where the caller says, signed with the caller's secrets. */
export const samples: Look = async (stranger, own) => {
  const { url, posts } = inbox();
  await hidden(own, stranger, "POST", "/v1/notifications/test", { url });
  expect((await posts(1))[0]?.body).not.toContain(own.entitlementId);
};

const PUT_ENDPOINT = `INSERT OR REPLACE INTO endpoint (id, reseller_scope, origin, state, since, updated, body)
  VALUES (?1, 'sandbox:TELCO', 'https://telco.invalid', 'CLOSED', 0, 0, ?2)`;

/** An endpoint of TELCO's that was in trouble once. */
export const endpoints: Look = async (stranger) => {
  const id = "e".repeat(32);
  const told = { origin: "https://telco.invalid", state: "CLOSED", since: 0, failures: 1, nextProbe: null };
  const view = { ...told, endpointId: id, environment: "sandbox", resellerKey: "TELCO", reason: null };
  await env.DB.prepare(PUT_ENDPOINT).bind(id, JSON.stringify(view)).run();
  expect(bodyOf(await call("GET", "/v1/endpoints"))).toContain(id);
  expect(bodyOf(await call("GET", "/v1/endpoints", { as: stranger }))).not.toContain(id);
};

const REPORT = "AR_V1_D_2026-11-01.csv";
const PUT_REPORT = `INSERT OR REPLACE INTO report
  (owner, period_from, name, partner, period_to, type, frequency, row_count, size, created)
  VALUES (?1, 0, ?2, ?3, 1, 'AR', 'D', 1, 1, 1)`;

/** A file of TELCO's and MUSIC's in the sandbox, with the record in it. */
async function reportWith({ entitlementId }: Body): Promise<void> {
  for (const [folder, owner, partner] of [
    ["reseller/TELCO/MUSIC", "sandbox:RESELLER:TELCO", "MUSIC"],
    ["merchant/MUSIC/TELCO", "sandbox:MERCHANT:MUSIC", "TELCO"],
  ] as const) {
    await env.FILES.put(`reports/sandbox/${folder}/daily/${REPORT}`, entitlementId);
    await env.DB.prepare(PUT_REPORT).bind(owner, REPORT, partner).run();
  }
}

const rootOf = (stranger: string): string =>
  stranger.startsWith("video") || stranger.startsWith("music") ? "/merchant/v1" : "/v1";
const ownerOf = (root: string): string => (root === "/v1" ? TELCO : MUSIC);

/** The list of others does not have the files that TELCO's and MUSIC's have. */
export const reportLists: Look = async (stranger, own) => {
  await reportWith(own);
  const root = rootOf(stranger);
  const mine = await call("GET", `${root}/reports`, { as: ownerOf(root) });
  expect(bodyOf(mine)).toContain(REPORT);
  expect((await hidden(own, stranger, "GET", `${root}/reports`)).body["reports"]).toEqual([]);
};

/** Somebody else's file is as unknown as none. */
export const reportFiles: Look = async (stranger, own) => {
  await reportWith(own);
  const root = rootOf(stranger);
  const partner = root === "/v1" ? "MUSIC" : "TELCO";
  const paths = [`${root}/reports/${partner}/${REPORT}`, `${root}/reports/NOBODY/${REPORT}`];
  const file = await exports.default.fetch(requestOf("GET", paths[0] ?? "", { as: ownerOf(root) }));
  expect(await file.text()).toBe(own.entitlementId);
  const headers = { "X-Request-Id": "fixed" };
  const [theirs, nobodys] = await Promise.all(
    paths.map((path) => call("GET", path, { as: stranger, headers })),
  );
  expect(theirs && refusalOf(theirs)).toBe("404 NOT_FOUND UNKNOWN_REPORT RESELLER");
  expect(theirs && bodyOf(theirs)).toBe(nobodys && bodyOf(nobodys));
};

/** What is computed for others has nothing of TELCO's and MUSIC's. */
export const reportRanges: Look = async (stranger, own) => {
  const root = rootOf(stranger);
  const query = root === "/v1" ? "" : "?resellerKey=TELCO";
  const textFor = async (as: string): Promise<string> =>
    (await exports.default.fetch(requestOf("GET", `${root}/reports/active${query}`, { as }))).text();
  expect(await textFor(ownerOf(root))).toContain(own.entitlementId);
  const theirs = await textFor(stranger);
  expect(theirs).toMatch(/^ResellerCustomerId,/);
  expect(theirs).not.toContain(own.entitlementId);
};

/** Somebody else's endpoint is as unknown as none. */
export const resumptions: Look = async (stranger) => {
  const origin = new URL(inbox().url).origin;
  const id = await endpointIdOf({ environment: "sandbox", resellerKey: "TELCO", origin });
  const answers = await Promise.all(
    [id, "f".repeat(32)].map((one) =>
      call("POST", `/v1/endpoints/${one}/resume`, {
        as: stranger,
        body: { reason: "x" },
        headers: { "X-Request-Id": "fixed" },
      }),
    ),
  );
  const [theirs, nobodys] = answers.map(bodyOf);
  expect(theirs).toBe(nobodys);
  for (const answer of answers) expect(refusalOf(answer)).toBe("404 NOT_FOUND UNKNOWN_ENDPOINT RESELLER");
};

const CERTIFICATION = "sandbox/certification";
const ONLY_SANDBOX = "400 BAD_REQUEST SANDBOX_ONLY RESELLER";

/** What a run says is about whoever has it run; in live there is none. */
export const certifications: Look = async (stranger, own) => {
  const path = `${rootOf(stranger)}/${CERTIFICATION}`;
  if (inLive(stranger)) {
    expect(refusalOf(await call("POST", path, { as: stranger }))).toBe(ONLY_SANDBOX);
    return;
  }
  const refusing = { baseUrl: merchantWith("none"), operations: ["create"] };
  const body = rootOf(stranger) === "/v1" ? { notificationUrl: receiverWith("refusing") } : refusing;
  const { body: report } = await hidden(own, stranger, "POST", path, body);
  expect(report["organisation"]).toBe(rootOf(stranger) === "/v1" ? "BANK" : "VIDEO");
  expect(having(report as unknown as Report, "PASSED", "API_USE")).not.toContain("REVOKE");
};

const inLive = (stranger: string): boolean => stranger.includes("-live:");

/** A report of TELCO's and one of MUSIC's. */
async function certificationOf(root: string): Promise<string> {
  const owner = root === "/v1" ? ({ party: "RESELLER", key: "TELCO" } as const) : MERCHANT_OWNER;
  return (await certified(env, owner, "https://telco.invalid", async () => [])).certificationId;
}
const MERCHANT_OWNER = { party: "MERCHANT", key: "MUSIC" } as const;

export const certificationLists: Look = async (stranger) => {
  const root = rootOf(stranger);
  const id = await certificationOf(root);
  expect(bodyOf(await call("GET", `${root}/${CERTIFICATION}`, { as: ownerOf(root) }))).toContain(id);
  const theirs = await call("GET", `${root}/${CERTIFICATION}`, { as: stranger });
  if (inLive(stranger)) expect(refusalOf(theirs)).toBe(ONLY_SANDBOX);
  else expect(theirs.status).toBe(200);
  expect(bodyOf(theirs)).not.toContain(id);
};

/** Somebody else's report is as unknown as none. */
export const certificationReports: Look = async (stranger) => {
  const root = rootOf(stranger);
  const id = await certificationOf(root);
  expect((await call("GET", `${root}/${CERTIFICATION}/${id}`, { as: ownerOf(root) })).status).toBe(200);
  const headers = { "X-Request-Id": "fixed" };
  const [theirs, nobodys] = await Promise.all(
    [id, crypto.randomUUID()].map((one) =>
      call("GET", `${root}/${CERTIFICATION}/${one}`, { as: stranger, headers }),
    ),
  );
  const refusal = inLive(stranger) ? ONLY_SANDBOX : "404 NOT_FOUND UNKNOWN_CERTIFICATION RESELLER";
  expect(theirs && refusalOf(theirs)).toBe(refusal);
  expect(theirs && bodyOf(theirs)).toBe(nobodys && bodyOf(nobodys));
};

export const keys: Look = async (stranger, own) =>
  void (await hidden(own, stranger, "GET", "/v1/notifications/keys"));

export const echoes: Look = async (stranger, own) => void (await hidden(own, stranger, "GET", "/v1/echo/x"));

/** Figures name nobody: what TELCO sells changes TELCO's, and nobody else's. */
const unmoved =
  (path: string): Look =>
  async (stranger) => {
    const figures = async (of: string, as: string): Promise<string> => {
      const { body } = await call("GET", of, { as });
      return JSON.stringify([body["days"], body["products"], body["merchantCalls"]]);
    };
    const [theirs, own] = [await figures(path, stranger), await figures("/v1/statistics", TELCO)];
    await entitled();
    await until(async () => expect(await figures("/v1/statistics", TELCO)).not.toBe(own));
    expect(await figures(path, stranger)).toBe(theirs);
  };

export const statistics: Look = unmoved("/v1/statistics");
export const statisticsOfMerchants: Look = unmoved("/merchant/v1/statistics");
