// A stock of activation codes as the contract suite wants a merchant: it can be slow, die, or be out of reach.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { MerchantOperation } from "../../src/connectors/contract";
import { stockOf, voucher } from "../../src/connectors/voucher";
import { hooks } from "../../src/shared/hooks";
import type { How, Subject, Suite } from "./suite";

export const PRODUCT = "VIDEO_BASIC";

/** A merchant that nobody has used, with so many codes. */
export async function stocked(codes: number) {
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

export const VOUCHERS: Suite = { can: (operation, how) => CAN[operation]?.includes(how) ?? false, prepare };
