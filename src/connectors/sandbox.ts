// The connector to the built-in sandbox merchant: one method per operation, each one request to the merchant's own
// object. It is a merchant like any other; only the way to it is short.
import * as z from "zod";
import { CAPABILITY_VERBS, type Capabilities } from "../catalogue/schema";
import { MERCHANT_OPERATIONS, type Connector, type MerchantRequest, type Outcome } from "./contract";
import type { ConnectorKind, Description } from "./kind";

export const SANDBOX_CAPABILITIES: Capabilities = {
  activation: "ASYNC",
  verbs: [...CAPABILITY_VERBS],
  endOfPeriodCancel: true,
  userStepOnChange: true,
  resolves: ["create", ...CAPABILITY_VERBS],
};

export const sandbox: ConnectorKind = {
  kind: "sandbox",
  definition: z.strictObject({}).transform((): Description => ({
    capabilities: SANDBOX_CAPABILITIES,
    secrets: [],
    targets: [],
    connect,
  })),
};

function connect(env: Env): Connector {
  const call = async (request: MerchantRequest, { publicUrl }: { publicUrl: string }): Promise<Outcome> => {
    const namespace = env.SANDBOX_MERCHANT;
    const merchant = namespace.get(namespace.idFromName(request.entitlementId));
    return (await merchant.handle(request, publicUrl)) as Outcome;
  };
  const operations = Object.fromEntries(MERCHANT_OPERATIONS.map((operation) => [operation, call]));
  return { idempotent: MERCHANT_OPERATIONS, ...operations };
}
