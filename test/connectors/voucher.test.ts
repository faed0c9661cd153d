// The connector of merchants that hand over codes in advance: there is no server behind it but the stock, which can
// still be slow, die, or be out of reach.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { ask } from "../../src/connectors/ask";
import type { MerchantOperation, MerchantRequest } from "../../src/connectors/contract";
import { stockOf } from "../../src/connectors/voucher";
import { CONTEXT, contractSuite, requestOf } from "./suite";
import { PRODUCT, stocked, VOUCHERS } from "./voucherSubject";

contractSuite("voucher", VOUCHERS);

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
