// What strangers see through the routes that name no record: never anything of TELCO's record in the sandbox.
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { LANDING_TOKEN_TTL_MS, landingToken } from "../../src/connectors/landing";
import { clock } from "../../src/shared/clock";
import { call, create, refusalOf, sale, type Body, type Reply } from "./api";

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

export const echoes: Look = async (stranger, own) => void (await hidden(own, stranger, "GET", "/v1/echo/x"));
