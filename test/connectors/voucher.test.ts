// The connector of merchants that hand over codes in advance: there is no server behind it but the stock, which can
// still be slow, die, or be out of reach.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { ask } from "../../src/connectors/ask";
import type { MerchantOperation, MerchantRequest } from "../../src/connectors/contract";
import { stockOf, voucher } from "../../src/connectors/voucher";
import { hooks } from "../../src/shared/hooks";
import { until } from "../support/api";
import { plugIn } from "../support/plugIn";
import { HOUR, input, MINUTE, opened, pass, SECOND, TERMS, type Held } from "../support/world";
import { CONTEXT, contractSuite, requestOf, type How, type Subject } from "./suite";

const PRODUCT = "VIDEO_BASIC";

/** A merchant that nobody has used, with so many codes. */
async function stocked(codes: number) {
  const merchantAccountKey = `CODES-${crypto.randomUUID()}`;
  const key = { environment: "sandbox", merchantAccountKey, productKey: PRODUCT } as const;
  const connector = voucher.definition.parse({}).connect(env, { ...key, secret: async () => null });
  const vouchers = Array.from({ length: codes }, (_, at) => ({ code: `CODE-${at}`, expiry: null }));
  await stockOf(env, key).load(vouchers);
  return { connector, stock: stockOf(env, key), key };
}

/** The stock gives the code and dies before it can say so: the first time, or always. */
function diesAfterTake(always: boolean): void {
  let died = false;
  hooks.afterTake = () => {
    if (died && !always) return;
    died = true;
    throw new Error("the stock died");
  };
}

const CAN: Partial<Record<MerchantOperation, How[]>> = {
  create: ["completed", "rejected", "failsOnce", "refused", "reset", "hangs"],
  terminate: ["completed", "refused"],
  status: ["completed", "rejected", "refused"],
};

/** What has to be so for an answer to come. */
const situations: Partial<Record<How, () => void>> = {
  failsOnce: () => diesAfterTake(false),
  reset: () => diesAfterTake(true),
  hangs: () => {
    hooks.afterTake = () => scheduler.wait(1_000);
  },
  refused: () => {
    hooks.beforeMerchantCall = () => {
      throw new Error("the stock is out of reach");
    };
  },
};

async function prepare(): Promise<Subject> {
  const { connector, stock } = await stocked(1);
  return {
    connector,
    async tell(operation, how) {
      situations[how]?.();
      const first = { requestId: "in-doubt", entitlementId: crypto.randomUUID() };
      const taken = operation === "status" ? how === "completed" : how === "rejected";
      if (taken) await stock.take(first);
      if (operation === "status")
        return { request: { entitlementId: first.entitlementId }, outcome: CODE[how] ?? {} };
      return { outcome: operation === "create" ? (CODE[how] ?? {}) : {} };
    },
    effects: (requestId) =>
      runInDurableObject(stock, (_, { storage }) =>
        Number(
          storage.sql.exec("SELECT count(*) AS n FROM code WHERE request_id = ?1", requestId).one()["n"],
        ),
      ),
  };
}

const CODE: Partial<Record<How, object>> = { completed: { activationCode: "CODE-0" } };

afterEach(() => {
  for (const point of ["afterTake", "beforeMerchantCall", "afterMerchantCall"] as const) delete hooks[point];
});

contractSuite("voucher", { can: (operation, how) => CAN[operation]?.includes(how) ?? false, prepare });

describe("what is answered", () => {
  const about = (operation: MerchantOperation, { requestId }: MerchantRequest) =>
    ({ operation, requestId, immediate: null }) as const;

  it("is OUT_OF_STOCK where there is no code, as an unavailability that is certain", async () => {
    const { connector } = await stocked(0);
    expect(await ask(connector, requestOf("create"), CONTEXT)).toMatchObject({
      kind: "rejected",
      reason: "MERCHANT_UNAVAILABLE",
      merchantCode: "OUT_OF_STOCK",
    });
  });

  it("to a termination is that it is done; the code stays given", async () => {
    const { connector, stock } = await stocked(1);
    const sold = requestOf("create");
    await ask(connector, sold, CONTEXT);
    const { entitlementId } = sold;
    const terminate = requestOf("terminate", { entitlementId, immediate: true });
    expect(await ask(connector, terminate, CONTEXT)).toEqual({ kind: "completed" });
    expect(await stock.level()).toMatchObject({ given: 1, free: 0 });
    const status = requestOf("status", { entitlementId, about: about("terminate", terminate) });
    expect(await ask(connector, status, CONTEXT)).toEqual({ kind: "completed" });
  });

  it("to a question after another's request is that it is not found", async () => {
    const { connector } = await stocked(2);
    const sold = requestOf("create");
    await ask(connector, sold, CONTEXT);
    const other = requestOf("status", { about: about("create", requestOf("create")) });
    expect(await ask(connector, other, CONTEXT)).toMatchObject({ kind: "rejected", reason: "NOT_FOUND" });
    const own = requestOf("status", { about: about("create", sold) });
    expect(await ask(connector, own, CONTEXT)).toMatchObject({ kind: "completed", activationCode: "CODE-0" });
  });

  it("comes from the stock of one environment, merchant and product", async () => {
    const { connector, key } = await stocked(1);
    await stockOf(env, { ...key, environment: "live" }).load([{ code: "LIVE", expiry: null }]);
    await stockOf(env, { ...key, productKey: "VIDEO_PLUS" }).load([{ code: "PLUS", expiry: null }]);
    const sell = async (productKey: string) => ask(connector, requestOf("create", { productKey }), CONTEXT);
    expect(await sell(PRODUCT)).toMatchObject({ activationCode: "CODE-0" });
    expect(await sell(PRODUCT)).toMatchObject({ merchantCode: "OUT_OF_STOCK" });
    expect(await sell("VIDEO_PLUS")).toMatchObject({ activationCode: "PLUS" });
  });
});

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
