// What a key's repetition hears while the first request is under way, after the merchant was away, while nobody knows
// the outcome, and after two days.
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { keyedId } from "../../src/entitlement/id";
import { DEFAULT_HOME } from "../../src/shared/homes";
import { hooks } from "../../src/shared/hooks";
import {
  call,
  create,
  entitled,
  OPERATOR,
  read,
  refusalOf,
  sale,
  tell,
  until,
  verb,
  type Reply,
} from "../support/api";
import { passTime } from "../support/catalogue";

const HOUR = 3_600_000;
const keyed = (key: string, magic?: string) => ({
  headers: { "Idempotency-Key": key, ...(magic !== undefined && { "X-Magic-Number": magic }) },
});
const replayed = ({ headers }: Reply): boolean => headers.get("Idempotent-Replayed") === "true";
const newKey = (): string => crypto.randomUUID();

/** Holds the next call to a merchant until the test lets it go. It polls: no request waits for another's promise. */
function held(): { arrived: Promise<void>; release: () => void } {
  const state = { here: false, free: false };
  hooks.beforeMerchantCall = async () => {
    delete hooks.beforeMerchantCall;
    state.here = true;
    while (!state.free) await scheduler.wait(2);
  };
  const arrived = until(async () => expect(state.here).toBe(true));
  return { arrived, release: () => void (state.free = true) };
}

afterEach(() => {
  delete hooks.beforeMerchantCall;
});

describe("while the first request is under way", () => {
  it("the same create is told so, and another body is told that the key is taken", async () => {
    const [body, key, { arrived, release }] = [sale(), newKey(), held()];
    const first = create(body, keyed(key));
    await arrived;
    expect(refusalOf(await create(body, keyed(key)))).toBe("409 CONFLICT REQUEST_IN_PROGRESS RESELLER");
    expect(refusalOf(await create(sale(), keyed(key)))).toBe(
      "422 BAD_REQUEST IDEMPOTENCY_KEY_REUSED RESELLER",
    );
    const other = await create(body);
    expect(refusalOf(other)).toBe("409 CONFLICT OPERATION_IN_PROGRESS RESELLER");
    release();
    const { entitlementId } = (await first).body;
    expect(other.body.metadata.entitlementId).toBe(entitlementId);
    expect(await create(body, keyed(key))).toMatchObject({ status: 200, body: { entitlementId } });
  });

  it("the same verb is told so, and after the answer hears the answer", async () => {
    const [{ entitlementId }, key] = [await entitled(), newKey()];
    const { arrived, release } = held();
    const first = verb("suspend", entitlementId, keyed(key));
    await arrived;
    const meanwhile = await verb("suspend", entitlementId, keyed(key));
    expect(refusalOf(meanwhile)).toBe("409 CONFLICT REQUEST_IN_PROGRESS RESELLER");
    release();
    expect((await first).status).toBe(200);
    expect(replayed(await verb("suspend", entitlementId, keyed(key)))).toBe(true);
  });

  it("the record is provisional: pending, version 0, no ETag, not listed, and only a revoke is taken", async () => {
    const [body, key, { arrived, release }] = [sale(), newKey(), held()];
    const first = create(body, keyed(key));
    await arrived;
    const id = await keyedId(DEFAULT_HOME, env.ID_KEY, "sandbox", "TELCO", key);
    const seen = await call("GET", `/v1/entitlement/${id}`);
    expect(seen.body).toMatchObject({ status: "PENDING", version: 0, waitingOn: "MERCHANT" });
    expect(seen.headers.get("ETag")).toBeNull();
    const { customerIdentifier } = body;
    const list = await call("POST", "/v1/entitlement/report", { body: { customerIdentifier } });
    expect(list.body.entitlements).toEqual([]);
    expect(refusalOf(await verb("cancel", id))).toBe("409 CONFLICT OPERATION_IN_PROGRESS RESELLER");
    const revoked = await verb("revoke", id, keyed("revoke"));
    expect([revoked.status, revoked.body.responseCode]).toEqual([202, "ACCEPTED"]);
    release();
    expect((await first).body.entitlementId).toBe(id);
    expect((await read(id)).status).toBe("REVOKED");
    const again = await verb("revoke", id, keyed("revoke"));
    expect([again.status, replayed(again), again.body]).toEqual([202, true, revoked.body]);
  });
});

describe("what is not remembered", () => {
  it("a merchant that was away is asked again", async () => {
    const [body, key] = [sale(), newKey()];
    const away = await create(body, keyed(key, "CREATE_REQUEST_UNAVAILABLE"));
    expect(refusalOf(away)).toBe("503 SERVICE_UNAVAILABLE MERCHANT_UNAVAILABLE MERCHANT");
    const again = await create(body, keyed(key));
    expect([again.status, replayed(again)]).toEqual([200, false]);
  });

  it("a verb that met another one is decided again", async () => {
    const [{ entitlementId }, key] = [await entitled(), newKey()];
    await verb("cancel", entitlementId, { headers: { "X-Magic-Number": "TERMINATE_RETURNS_ACCEPTED" } });
    const busy = await verb("suspend", entitlementId, keyed(key));
    expect(refusalOf(busy)).toBe("409 CONFLICT OPERATION_IN_PROGRESS RESELLER");
    await tell("terminate", entitlementId, { immediate: false });
    const again = await verb("suspend", entitlementId, keyed(key));
    expect([refusalOf(again), replayed(again)]).toEqual(["409 CONFLICT ALREADY_ENDED RESELLER", false]);
  });
});

describe("an outcome that nobody knows", () => {
  it("is told again with the record, then with the truth", async () => {
    const [body, key] = [sale(), newKey()];
    const first = await create(body, keyed(key, "CREATE_REQUEST_FAILS"));
    const { entitlementId } = first.body;
    for (const reply of [first, await create(body, keyed(key))]) {
      expect(refusalOf(reply)).toBe("503 SERVICE_UNAVAILABLE OUTCOME_UNKNOWN MERCHANT");
      expect(reply.body).toMatchObject({ entitlementId, status: "FAILED", parameters: null });
      expect(reply.body.waitingOn).toBe("PLATFORM");
    }
    await call("POST", `/admin/v1/entitlement/settle/${entitlementId}`, {
      as: OPERATOR,
      body: { outcome: "ACTIVE", reason: "asked the merchant" },
    });
    const truth = await create(body, keyed(key));
    expect(truth).toMatchObject({ status: 200, body: { entitlementId, status: "ACTIVE" } });
    expect(replayed(truth)).toBe(true);
  });
});

describe("a create that left nothing", () => {
  it("is remembered for 48 hours, and then its key is free", async () => {
    const [body, key] = [sale(), newKey()];
    const first = await create(body, keyed(key, "CREATE_REQUEST_REJECTED"));
    expect(refusalOf(first)).toBe("422 NOT_AVAILABLE CUSTOMER_NOT_ELIGIBLE MERCHANT");
    const id = await keyedId(DEFAULT_HOME, env.ID_KEY, "sandbox", "TELCO", key);
    expect((await call("GET", `/v1/entitlement/${id}`)).status).toBe(404);
    passTime(47 * HOUR);
    const again = await create(body, keyed(key));
    expect([refusalOf(again), replayed(again)]).toEqual([refusalOf(first), true]);
    passTime(2 * HOUR);
    await runDurableObjectAlarm(env.ENTITLEMENT.get(env.ENTITLEMENT.idFromName(id)));
    const afterwards = await create(body, keyed(key));
    expect([afterwards.status, replayed(afterwards)]).toEqual([200, false]);
  });

  it("while a create that left one is known for as long as that exists", async () => {
    const [body, key] = [sale(), newKey()];
    const { entitlementId } = (await create(body, keyed(key))).body;
    await verb("suspend", entitlementId, keyed("a verb's"));
    passTime(400 * 24 * HOUR);
    expect(await create(body, keyed(key))).toMatchObject({ status: 200, body: { entitlementId } });
    await until(async () => expect((await read(entitlementId)).status).toBe("SUSPENDED"));
  });
});
