// The connector of merchants that hand over codes in advance: there is no server behind it but the stock, which can
// still be slow, die, or be out of reach.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { ask } from "../../src/connectors/ask";
import type { MerchantOperation, MerchantRequest } from "../../src/connectors/contract";
import { stockOf, voucher } from "../../src/connectors/voucher";
import { hooks } from "../../src/shared/hooks";
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

const CAN: Partial<Record<MerchantOperation, How[]>> = {
  create: ["completed", "rejected", "failsOnce", "refused", "reset", "hangs"],
  terminate: ["completed", "refused"],
  status: ["completed", "rejected", "refused"],
};

/** What befalls an entitlement's call, by entitlement: the suite's tests run side by side. */
const befalls = new Map<string, How>();

/** The stock has given the code, and does not get to say so. */
hooks.afterTake = async (entitlementId) => {
  const how = befalls.get(entitlementId);
  if (how === "failsOnce") befalls.delete(entitlementId);
  if (how === "hangs") await scheduler.wait(1_000);
  if (how === "failsOnce" || how === "reset") throw new Error("the stock died");
};
hooks.beforeMerchantCall = (entitlementId) => {
  if (befalls.get(entitlementId) === "refused") throw new Error("the stock is out of reach");
};

async function prepare(): Promise<Subject> {
  const { connector, stock } = await stocked(1);
  return {
    connector,
    async tell(operation, how) {
      const entitlementId = crypto.randomUUID();
      befalls.set(entitlementId, how);
      const another = { requestId: crypto.randomUUID(), entitlementId: crypto.randomUUID() };
      if (operation === "create" && how === "rejected") await stock.take(another);
      if (operation === "status" && how === "completed")
        await stock.take({ requestId: "in-doubt", entitlementId });
      const gives = operation !== "terminate" && how === "completed";
      return { request: { entitlementId }, outcome: gives ? { activationCode: "CODE-0" } : {} };
    },
    effects: (requestId) =>
      runInDurableObject(stock, (_, { storage }) =>
        Number(
          storage.sql.exec("SELECT count(*) AS n FROM code WHERE request_id = ?1", requestId).one()["n"],
        ),
      ),
  };
}

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
