// A Worker that dies with a code in its hands: what it took is found again, and given to nobody else.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { stockOf } from "../../src/connectors/voucher";
import { until } from "../support/api";
import { plugIn } from "../support/plugIn";
import { HOUR, input, MINUTE, opened, pass, SECOND, TERMS, type Held } from "../support/world";

describe("a Worker that dies with the code in its hands", () => {
  async function sale(codes: number) {
    const { merchantAccountKey, productKey } = await plugIn("voucher", {});
    const stock = stockOf(env, { environment: "sandbox", merchantAccountKey, productKey });
    await stock.load(Array.from({ length: codes }, (_, at) => ({ code: `CODE-${at}`, expiry: null })));
    const terms = { ...TERMS, connector: "voucher", verbs: ["cancel", "revoke"] };
    const { held, call } = await opened({ ...input(), merchantAccountKey, productKey, terms });
    return { stock, held, call, taker: { requestId: call.requestId, entitlementId: held.id } };
  }

  /** Nobody completes the operation: its deadline passes, and the resolver's first look comes due. */
  async function deserted(held: Held): Promise<void> {
    pass(46 * SECOND);
    await held.alarm();
    expect(await held.view()).toMatchObject({ status: "FAILED", version: 1, waitingOn: "PLATFORM" });
    pass(6 * SECOND);
    await held.alarm();
  }

  it("is followed by the resolver, who brings the same code; none is lost, none is given twice", async () => {
    const { stock, held, taker } = await sale(3);
    const { code } = await stock.take(taker);
    await evictDurableObject(stock);
    await deserted(held);
    await until(async () =>
      expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 2, activationCode: code }),
    );
    const { operations, notifications } = await held.history();
    expect(operations.map((one) => `${one.operation} ${one.outcome}`)).toEqual([
      "create unknown",
      "status completed",
    ]);
    expect(notifications.map((one) => one.reason)).toEqual(["ACTIVATION_SUCCESS"]);
    expect(await stock.level()).toMatchObject({ loaded: 3, given: 1, free: 2, expired: 0 });
  });

  it("before it took one leaves an entitlement that comes to nothing, and all codes", async () => {
    const { stock, held } = await sale(3);
    await deserted(held);
    await until(async () => expect((await held.history()).operations).toHaveLength(2));
    pass(6 * MINUTE);
    await held.alarm();
    await until(async () =>
      expect(await held.view()).toMatchObject({ status: "CANCELLED", activationCode: null }),
    );
    expect(await stock.level()).toMatchObject({ loaded: 3, given: 0, free: 3 });
  });

  it("and comes back a day later: its answer fills nothing that is not so already", async () => {
    const { stock, held, call, taker } = await sale(2);
    const { code } = await stock.take(taker);
    await deserted(held);
    await until(async () =>
      expect(await held.view()).toMatchObject({ status: "ACTIVE", activationCode: code }),
    );
    pass(24 * HOUR);
    const again = await stock.take(taker);
    expect(again.code).toBe(code);
    await held.answer(call, { kind: "completed", activationCode: again.code });
    expect(await held.view()).toMatchObject({ status: "ACTIVE", version: 2, activationCode: code });
    expect(await stock.level()).toMatchObject({ given: 1, free: 1 });
  });
});
