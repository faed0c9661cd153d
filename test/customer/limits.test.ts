// At most so many entitlements per customer and merchant: what counts is what has not ended, and the entitlement's own
// record says so.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { clock } from "../../src/shared/clock";
import { claim, customerOf, limitOf, revoke, tries } from "../support/customer";
import { active, asking, Held, HOUR, input, opened, pass, SECOND } from "../support/world";

describe("the limit per customer", () => {
  it("counts what has not ended, per merchant", async () => {
    const customerIdentifier = crypto.randomUUID();
    const of = { customerIdentifier, ...limitOf(2) };
    await active(of);
    const second = await active({ ...of, productKey: "MUSIC_CODE" });
    expect(await tries({ ...of, productKey: "MUSIC_PREMIUM" })).toBe("CUSTOMER_LIMIT_REACHED");
    expect(await tries({ ...of, merchantAccountKey: "FILMS" })).toBe("call");
    await revoke(second);
    expect(await tries({ ...of, productKey: "MUSIC_PREMIUM" })).toBe("call");
  });

  it("names the entitlement that is in the way", async () => {
    const customerIdentifier = crypto.randomUUID();
    const held = await active({ customerIdentifier });
    const given = input({ customerIdentifier });
    const answer = await new Held(given.entitlementId).stub.create(given, asking(), false);
    expect(answer).toMatchObject({
      refusal: { reason: "CUSTOMER_LIMIT_REACHED", entitlementId: held.id },
    });
  });

  it("does not count a create that came to nothing", async () => {
    const customerIdentifier = crypto.randomUUID();
    const { held, call: create } = await opened({ customerIdentifier });
    await held.answer(create, { kind: "rejected", reason: "MERCHANT_REJECTED" });
    expect(await tries({ customerIdentifier })).toBe("call");
  });

  it("does not count a claim whose object died before it wrote anything", async () => {
    const customerIdentifier = crypto.randomUUID();
    expect((await claim(customerIdentifier, { limit: 1 })).kind).toBe("claimed");
    expect(await tries({ customerIdentifier })).toBe("call");
  });

  it("counts what ended by time, as soon as somebody asks", async () => {
    const customerIdentifier = crypto.randomUUID();
    await active({ customerIdentifier, dateExpiry: clock.now() + HOUR });
    expect(await tries({ customerIdentifier })).toBe("CUSTOMER_LIMIT_REACHED");
    pass(HOUR + SECOND);
    expect(await tries({ customerIdentifier })).toBe("call");
  });

  it("says of a create that is open, in doubt or pending what it is", async () => {
    const customerIdentifier = crypto.randomUUID();
    const { held, call: create } = await opened({ customerIdentifier });
    expect(await tries({ customerIdentifier })).toBe("OPERATION_IN_PROGRESS");
    await held.answer(create, { kind: "unknown", cause: "TIMEOUT" });
    expect(await tries({ customerIdentifier })).toBe("OUTCOME_UNKNOWN");
    await held.answer(create, { kind: "actionRequired", url: "https://merchant.invalid/a" });
    expect(await tries({ customerIdentifier })).toBe("identical");
    expect(await tries({ customerIdentifier, createHash: "another" })).toBe("CUSTOMER_LIMIT_REACHED");
  });

  it("holds after the object was evicted", async () => {
    const customerIdentifier = crypto.randomUUID();
    await active({ customerIdentifier });
    await evictDurableObject(await customerOf(customerIdentifier));
    expect(await tries({ customerIdentifier })).toBe("CUSTOMER_LIMIT_REACHED");
  });

  it("a rehearsal takes no place and leaves no row", async () => {
    const customerIdentifier = crypto.randomUUID();
    expect((await claim(customerIdentifier, { dryRun: true })).kind).toBe("claimed");
    const rows = await runInDurableObject(await customerOf(customerIdentifier), (_, { storage }) => [
      ...storage.kv.list(),
    ]);
    expect(rows).toEqual([]);
  });
});
