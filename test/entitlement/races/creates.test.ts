// Two creates at a time: with one key they are one, for one customer at limit 1 exactly one wins.
import { describe, expect, it } from "vitest";
import { call, create, newCustomer, read, sale } from "../../support/api";
import { stall } from "../../support/world";

describe("two equal creates with one key", () => {
  it("are one entitlement: the second hears the same answer, or that the first is under way", async () => {
    const body = sale();
    const options = { body, headers: { "Idempotency-Key": crypto.randomUUID() } };
    const answers = await Promise.all([1, 2, 3].map(() => call("POST", "/v1/entitlement", options)));
    const sold = answers.filter(({ status }) => status === 200);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(sold.length + waiting.length).toBe(3);
    expect(sold.length).toBeGreaterThan(0);
    expect(new Set(sold.map((one) => one.body.entitlementId)).size).toBe(1);
    for (const one of waiting) expect(one.body.metadata.reason).toBe("REQUEST_IN_PROGRESS");
    const again = await call("POST", "/v1/entitlement", options);
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(again.body.entitlementId).toBe(sold[0]?.body.entitlementId);
    expect((await read(again.body.entitlementId)).version).toBe(1);
  });
});

describe("two creates for one customer at limit 1", () => {
  it("end as one entitlement when they race", async () => {
    const customerIdentifier = newCustomer();
    const answers = await Promise.all([1, 2, 3, 4].map(() => create({ customerIdentifier })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { body } of answers.filter(({ status }) => status !== 200))
      expect(["OPERATION_IN_PROGRESS", "CUSTOMER_LIMIT_REACHED"]).toContain(body.metadata.reason);
    const report = await call("POST", "/v1/entitlement/report", { body: { customerIdentifier } });
    expect(report.body.entitlements).toHaveLength(1);
  });

  it.each(["beforeClaim", "afterClaim", "beforeMerchantCall", "afterMerchantCall"] as const)(
    "end as one entitlement when the first stalls %s",
    async (point) => {
      const customerIdentifier = newCustomer();
      const { reached, release } = stall(point);
      const first = create({ customerIdentifier });
      await reached;
      const second = await create({ customerIdentifier });
      release();
      const late = await first;
      const winners = [late, second].filter(({ status }) => status === 200);
      expect(winners).toHaveLength(1);
      const loser = late.status === 200 ? second : late;
      expect(["OPERATION_IN_PROGRESS", "CUSTOMER_LIMIT_REACHED"]).toContain(loser.body.metadata.reason);
      expect(loser.body.metadata.entitlementId).toBe(winners[0]?.body.entitlementId);
      expect((await create({ customerIdentifier })).body.metadata.reason).toBe("CUSTOMER_LIMIT_REACHED");
    },
  );

  it("may be of different products: the limit is the merchant's", async () => {
    const customerIdentifier = newCustomer();
    const { reached, release } = stall("beforeMerchantCall");
    const first = create({ customerIdentifier });
    await reached;
    const other = await create({ customerIdentifier, productKey: "MUSIC_CODE" });
    expect(other.body.metadata.reason).toBe("CUSTOMER_LIMIT_REACHED");
    release();
    expect((await first).status).toBe(200);
  });
});
