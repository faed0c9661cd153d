// The same request again: once done, twice answered.
import { describe, expect, it } from "vitest";
import { clock } from "../../src/shared/clock";
import {
  BANK,
  call,
  create,
  entitled,
  MUSIC,
  newCustomer,
  patch,
  read,
  refusalOf,
  sale,
  tell,
  verb,
  type Reply,
} from "../support/api";
import { MINUTE, pass } from "../support/world";

const keyed = (key: string, more: Record<string, string> = {}) => ({
  headers: { "Idempotency-Key": key, ...more },
});
const replayed = ({ headers }: Reply): boolean => headers.get("Idempotent-Replayed") === "true";
const newKey = (): string => crypto.randomUUID();
const REUSED = "422 BAD_REQUEST IDEMPOTENCY_KEY_REUSED RESELLER";

async function eventsOf(entitlementId: string): Promise<unknown> {
  return (await call("GET", `/v1/entitlement/history/${entitlementId}`)).body["events"];
}

/** Soon enough to pass within a test. */
const inAMinute = (): string => new Date(clock.now() + MINUTE).toISOString();
const PAST = "400 BAD_REQUEST VALIDATION RESELLER dateExpiry";

describe("an expiry that has passed since", () => {
  it("is no mistake of a create that is repeated; it is one of a new create", async () => {
    const [body, key] = [sale({ dateExpiry: inAMinute() }), newKey()];
    const first = await create(body, keyed(key));
    expect(first.status).toBe(200);
    pass(2 * MINUTE);
    const again = await create(body, keyed(key));
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(replayed(again)).toBe(true);
    expect(refusalOf(await create({ ...body, externalEntitlementId: "x" }, keyed(key)))).toBe(REUSED);
    for (const options of [keyed(newKey()), {}]) {
      const refused = await create(body, options);
      expect(refusalOf(refused)).toBe(PAST);
      expect(refused.body.responseMessage).toBe("dateExpiry: Must lie in the future.");
    }
    const rehearsed = await call("POST", "/v1/entitlement?dryRun=true", { body });
    expect(refusalOf(rehearsed)).toBe(PAST);
  });

  it("is no mistake of a change that is repeated; it is one of a new change, and leaves no trace", async () => {
    const [{ entitlementId }, key, body] = [await entitled(), newKey(), { dateExpiry: inAMinute() }];
    const first = await patch(entitlementId, body, keyed(key));
    expect(first.status).toBe(200);
    pass(2 * MINUTE);
    const again = await patch(entitlementId, body, keyed(key));
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(replayed(again)).toBe(true);
    const other = newKey();
    expect(refusalOf(await patch(entitlementId, body, keyed(other)))).toBe(PAST);
    expect(refusalOf(await patch(entitlementId, { extensionData: { a: 1 } }, keyed(other)))).not.toBe(REUSED);
    const path = `/v1/entitlement/${entitlementId}?dryRun=true`;
    expect(refusalOf(await call("PATCH", path, { body }))).toBe(PAST);
  });
});

describe("a create with a key", () => {
  it("is answered again, word for word, without a second entitlement", async () => {
    const [body, key] = [sale(), newKey()];
    const first = await create(body, keyed(key));
    const again = await create(body, keyed(key));
    expect([replayed(first), replayed(again)]).toEqual([false, true]);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get("ETag")).toBe('"1"');
    const { body: list } = await call("POST", "/v1/entitlement/report", {
      body: { customerIdentifier: body["customerIdentifier"] },
    });
    expect(list.entitlements).toHaveLength(1);
  });

  it("is answered as it was then, also after the record has moved on", async () => {
    const [body, key] = [sale({ productKey: "MUSIC" }), newKey()];
    const first = await create(body, keyed(key));
    await tell("activate", first.body.entitlementId);
    await verb("revoke", first.body.entitlementId);
    const again = await create(body, keyed(key));
    expect(again).toMatchObject({ status: 202, body: first.body });
    expect(await read(first.body.entitlementId)).toMatchObject({ status: "REVOKED" });
  });

  it("makes one entitlement of ten at once", async () => {
    const [body, key] = [sale(), newKey()];
    const replies = await Promise.all(Array.from({ length: 10 }, () => create(body, keyed(key))));
    const made = replies.filter(({ status }) => status === 200);
    expect(new Set(made.map((reply) => reply.body.entitlementId)).size).toBe(1);
    expect(made.filter((reply) => !replayed(reply))).toHaveLength(1);
    for (const reply of replies.filter(({ status }) => status !== 200))
      expect(refusalOf(reply)).toBe("409 CONFLICT REQUEST_IN_PROGRESS RESELLER");
  });

  it.each(["X-RequestIdentifier", "Idempotency-Key"])("knows the key by either name: %s", async (name) => {
    const [body, key] = [sale(), `order "${newKey()}" \\ 1`];
    const first = await create(body, { headers: { [name]: key } });
    const quoted = `"${key.replaceAll(/(["\\])/g, "\\$1")}"`;
    for (const headers of [
      { "X-RequestIdentifier": key },
      { "Idempotency-Key": key },
      { "Idempotency-Key": quoted },
      { "X-RequestIdentifier": key, "Idempotency-Key": quoted },
    ]) {
      const again = await create(body, { headers });
      expect(again.body.entitlementId).toBe(first.body.entitlementId);
      expect(replayed(again)).toBe(true);
    }
  });

  it("counts a null as absent and the order of members as nothing", async () => {
    const [body, key] = [sale({ extensionData: { a: 1, b: null } }), newKey()];
    const first = await create(body, keyed(key));
    const other = Object.fromEntries(Object.entries({ ...body, offerKey: null }).toReversed());
    const again = await create({ ...other, extensionData: { a: 1 } }, keyed(key));
    expect(again.body.entitlementId).toBe(first.body.entitlementId);
  });

  it("refuses its key for another body", async () => {
    const key = newKey();
    await create(sale(), keyed(key));
    const other = await create(sale(), keyed(key));
    expect(refusalOf(other)).toBe(REUSED);
    expect(replayed(other)).toBe(false);
  });

  it("has its key for itself: other resellers and other entitlements may use the same", async () => {
    const [body, key] = [sale(), newKey()];
    const [telco, bank] = [await create(body, keyed(key)), await create(body, { as: BANK, ...keyed(key) })];
    expect(bank.status).toBe(200);
    expect(bank.body.entitlementId).not.toBe(telco.body.entitlementId);
    const other = await entitled();
    for (const { entitlementId } of [telco.body, other])
      expect(await verb("suspend", entitlementId, keyed(key))).toMatchObject({
        status: 200,
        body: { status: "SUSPENDED" },
      });
  });

  it("remembers nothing of what failed at the door", async () => {
    const key = newKey();
    expect((await create({ productKey: "OPERA" }, keyed(key))).status).toBe(400);
    expect((await create({ colour: "red" }, keyed(key))).status).toBe(400);
    const first = await create(sale(), keyed(key));
    expect([first.status, replayed(first)]).toEqual([200, false]);
  });

  it("remembers a refusal by the limit", async () => {
    const customerIdentifier = newCustomer();
    const { entitlementId } = await entitled({ customerIdentifier });
    const [body, key] = [sale({ customerIdentifier }), newKey()];
    const first = await create(body, keyed(key));
    await verb("revoke", entitlementId);
    const again = await create(body, keyed(key, { "X-Request-Id": "second" }));
    expect(replayed(again)).toBe(true);
    expect(refusalOf(again)).toBe(refusalOf(first));
    expect(again.body.metadata).toEqual({ ...first.body.metadata, requestId: "second" });
  });
});

describe("a verb with a key", () => {
  it("takes effect once", async () => {
    const [{ entitlementId }, key] = [await entitled(), newKey()];
    const first = await verb("suspend", entitlementId, keyed(key));
    const again = await verb("suspend", entitlementId, keyed(key));
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect([replayed(first), replayed(again)]).toEqual([false, true]);
    expect(await eventsOf(entitlementId)).toHaveLength(2);
  });

  it("refuses the key for another verb or body", async () => {
    const [{ entitlementId }, key] = [await entitled(), newKey()];
    await patch(entitlementId, { externalEntitlementId: "A" }, keyed(key));
    expect(refusalOf(await patch(entitlementId, { externalEntitlementId: "B" }, keyed(key)))).toBe(REUSED);
    expect(refusalOf(await verb("suspend", entitlementId, keyed(key)))).toBe(REUSED);
    const cleared = { externalEntitlementId: "A", dateExpiry: null };
    expect(refusalOf(await patch(entitlementId, cleared, keyed(key)))).toBe(REUSED);
  });

  it("remembers a refusal, whatever would be possible by now", async () => {
    const [{ entitlementId }, key] = [await entitled({ productKey: "MUSIC" }), newKey()];
    const first = await verb("suspend", entitlementId, keyed(key));
    expect(refusalOf(first)).toBe("409 CONFLICT INCOMPATIBLE_STATE RESELLER");
    await tell("activate", entitlementId);
    const again = await verb("suspend", entitlementId, keyed(key));
    expect([refusalOf(again), replayed(again)]).toEqual([refusalOf(first), true]);
    expect(again.body.metadata.allowedActions).toEqual(first.body.metadata.allowedActions);
  });

  it("remembers that nothing changed", async () => {
    const [{ entitlementId }, key] = [await entitled({ externalEntitlementId: "A" }), newKey()];
    await patch(entitlementId, { externalEntitlementId: "A" }, keyed(key));
    await patch(entitlementId, { externalEntitlementId: "B" });
    const again = await patch(entitlementId, { externalEntitlementId: "A" }, keyed(key));
    expect(again.body).toMatchObject({ version: 1, externalEntitlementId: "A" });
    expect((await read(entitlementId))["externalEntitlementId"]).toBe("B");
  });

  it("is not confused by a merchant with the same key", async () => {
    const [{ entitlementId }, key] = [await entitled(), newKey()];
    await verb("suspend", entitlementId, keyed(key));
    const told = await tell("update", entitlementId, { merchantExtensionData: { a: 1 } }, keyed(key));
    expect([told.status, replayed(told)]).toEqual([200, false]);
    const again = await tell("update", entitlementId, { merchantExtensionData: { a: 1 } }, keyed(key));
    expect([again.body, replayed(again)]).toEqual([told.body, true]);
  });

  it("ignores keys on reads, also malformed ones", async () => {
    const { entitlementId } = await entitled();
    for (const path of [`/v1/entitlement/${entitlementId}`, "/v1/product"])
      expect((await call("GET", path, keyed("x".repeat(300)))).status).toBe(200);
    const path = `/merchant/v1/entitlement/${entitlementId}`;
    expect((await call("GET", path, { as: MUSIC, ...keyed("") })).status).toBe(200);
  });
});
