// Between begin and complete: Workers die after the merchant has acted, come back late, or have nobody who waits for
// their answer. The merchant does everything once, and the record follows what it did.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { run } from "../../src/operations/run";
import { entitled, read, tell, until, verb } from "../support/api";
import { diesAt, effectsOf } from "../support/failpoint";
import { Held, MINUTE, opened, pass, said, SECOND, stall } from "../support/world";

const INSTANT = { productKey: "MUSIC_INSTANT" };

/** The deadline of the call passes, and the first look of the resolver comes due. */
async function deserted(held: Held): Promise<void> {
  pass(46 * SECOND);
  await held.alarm();
  pass(6 * SECOND);
  await held.alarm();
}

it("between answer and complete: a termination that is repeated has no second effect at the merchant", async () => {
  const { entitlementId } = await entitled(INSTANT);
  const died = diesAt("afterMerchantCall");
  expect((await verb("revoke", entitlementId)).status).toBe(500);
  expect(died()).toBe(true);
  await deserted(new Held(entitlementId));
  const terminations = async () =>
    (await new Held(entitlementId).history()).operations.filter(({ operation }) => operation === "terminate");
  await until(async () => expect((await terminations()).at(-1)?.outcome).toBe("completed"));
  expect((await terminations()).map(({ outcome }) => outcome)).toEqual(["unknown", "completed"]);
  expect(await effectsOf(entitlementId)).toHaveLength(2);
});

it("between answer and complete: the question after a lost answer is about that very request", async () => {
  const { entitlementId } = await entitled(INSTANT);
  diesAt("afterMerchantCall");
  expect((await verb("suspend", entitlementId)).status).toBe(500);
  const held = new Held(entitlementId);
  await deserted(held);
  await until(async () => expect((await held.history()).operations).toHaveLength(3));
  expect(await held.view()).toMatchObject({ status: "SUSPENDED", version: 2, waitingOn: null });
});

it("between answer and complete: nobody waits any more, and the answer is told all the same", async () => {
  const { held, call } = await opened(INSTANT);
  const kept: Promise<unknown>[] = [];
  const ctx = { waitUntil: (promise: Promise<unknown>) => void kept.push(promise) };
  const { reached, release } = stall("afterMerchantCall");
  void run({ env, ctx, publicUrl: "https://resale.invalid" }, call, "RESELLER");
  await reached;
  const keptAlive = kept.length;
  release();
  expect(keptAlive).toBe(1);
  await Promise.all(kept);
  expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 1 });
});

it("between answer and complete: an answer is decided against the record as it has become", async () => {
  const { entitlementId } = await entitled(INSTANT);
  const { reached, release } = stall("afterMerchantCall");
  const headers = { "X-Magic-Number": "TERMINATE_RETURNS_DATE" };
  const cancel = verb("cancel", entitlementId, { headers });
  await reached;
  expect((await tell("suspend", entitlementId)).status).toBe(200);
  release();
  // What is suspended has no period to run out.
  expect((await cancel).body.status).toBe("CANCELLED");
  expect(await read(entitlementId)).toMatchObject({ status: "CANCELLED", version: 3 });
});

it("before complete: a Worker of the past that knows nothing does not reset the resolver that replaced it", async () => {
  const { held, call } = await opened();
  pass(46 * SECOND);
  await held.alarm();
  const { waitingUntil } = await held.view();
  pass(SECOND);
  expect(said(await held.answer(call, { kind: "unknown", cause: "TIMEOUT" }))).toBe("FAILED");
  expect((await held.view()).waitingUntil).toBe(waitingUntil);
});

it("before the call: a hand-over that is lost is made again to a new owner", async () => {
  const { entitlementId } = await entitled(INSTANT);
  diesAt("afterMerchantCall");
  await verb("suspend", entitlementId);
  const held = new Held(entitlementId);
  const lost = diesAt("beforeHandOver");
  await deserted(held);
  expect(lost()).toBe(true);
  expect(await held.view()).toMatchObject({ status: "ACTIVE", waitingOn: "PLATFORM" });
  pass(MINUTE);
  await held.alarm();
  await until(async () => expect((await held.view()).status).toBe("SUSPENDED"), 3_000);
});

it("between answer and complete: whoever repeats a command in doubt hears that it is, and then how it ended", async () => {
  const { entitlementId } = await entitled(INSTANT);
  const options = { headers: { "Idempotency-Key": crypto.randomUUID() } };
  diesAt("afterMerchantCall");
  expect((await verb("suspend", entitlementId, options)).status).toBe(500);
  const again = await verb("suspend", entitlementId, options);
  expect(again.body.metadata.reason).toBe("REQUEST_IN_PROGRESS");
  const held = new Held(entitlementId);
  pass(46 * SECOND);
  await held.alarm();
  const inDoubt = await verb("suspend", entitlementId, options);
  expect(inDoubt).toMatchObject({ status: 503, body: { metadata: { reason: "OUTCOME_UNKNOWN" } } });
  pass(6 * SECOND);
  await held.alarm();
  await until(async () => expect((await held.view()).status).toBe("SUSPENDED"));
  expect(await verb("suspend", entitlementId, options)).toMatchObject({
    status: 200,
    body: { status: "SUSPENDED" },
  });
});
