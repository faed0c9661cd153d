// The connector of merchants that hand over activation codes in advance. There is nobody to ask: a sale takes the next
// code from the product's stock, and the stock remembers who has which. A code that is out stays out, because nobody
// can know whether its customer has used it; so an entitlement ends at once, and its code never comes back.
import * as z from "zod";
import { log } from "../shared/log";
import type { Capabilities } from "../catalogue/schema";
import type { Connector, MerchantRequest, Outcome } from "./contract";
import type { ConnectorKind, Description, MerchantAccess } from "./kind";

const CAPABILITIES: Capabilities = {
  activation: "SYNC",
  verbs: ["cancel", "revoke"],
  endOfPeriodCancel: false,
  userStepOnChange: false,
  resolves: ["create", "cancel", "revoke"],
};

/** How a merchant of codes is described. */
export const VoucherDefinition = z.strictObject({
  /** A stock with no more free codes than this is low; one without any always is. */
  lowStockAt: z.number().int().min(0).default(0),
});

export const voucher: ConnectorKind = {
  kind: "voucher",
  definition: VoucherDefinition.transform(({ lowStockAt }): Description => ({
    capabilities: CAPABILITIES,
    secrets: [],
    targets: [],
    connect: (env, merchant) => connect(env, merchant, lowStockAt),
  })),
};

/** What a stock belongs to. */
export interface StockKey {
  environment: "sandbox" | "live";
  merchantAccountKey: string;
  productKey: string;
}

/** The stock of a product's codes. */
export function stockOf(env: Env, { environment, merchantAccountKey, productKey }: StockKey) {
  const name = JSON.stringify([environment, merchantAccountKey, productKey]);
  return env.VOUCHER_STOCK.get(env.VOUCHER_STOCK.idFromName(name));
}

function connect(
  env: Env,
  { environment, merchantAccountKey }: MerchantAccess,
  lowStockAt: number,
): Connector {
  const keyOf = ({ productKey }: MerchantRequest): StockKey => ({
    environment,
    merchantAccountKey,
    productKey,
  });
  return {
    idempotent: ["create", "terminate", "status"],

    async create(request) {
      const key = keyOf(request);
      const { requestId, entitlementId } = request;
      const { code, free } = await stockOf(env, key).take({ requestId, entitlementId });
      if (free <= lowStockAt) log("voucher.low", { ...key, free });
      return code === null ? OUT_OF_STOCK : { kind: "completed", activationCode: code };
    },

    terminate: async () => ENDED,

    async status(request) {
      if (request.about?.operation === "terminate") return ENDED;
      const { entitlementId } = request;
      const requestId = request.about?.requestId ?? request.requestId;
      const code = await stockOf(env, keyOf(request)).given({ requestId, entitlementId });
      return code === null ? NEVER_GIVEN : { kind: "completed", activationCode: code };
    },
  };
}

/** Certain: nothing was given, so the same sale may be tried again when there are codes again. */
const OUT_OF_STOCK: Outcome = {
  kind: "rejected",
  reason: "MERCHANT_UNAVAILABLE",
  merchantCode: "OUT_OF_STOCK",
  message: "There is no activation code left.",
};
const NEVER_GIVEN: Outcome = { kind: "rejected", reason: "NOT_FOUND" };
const ENDED: Outcome = { kind: "completed" };
