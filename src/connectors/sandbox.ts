// The connector to the built-in sandbox merchant: one method per operation, each one request to the merchant's own
// object. It is a merchant like any other; only the way to it is short.
import { MERCHANT_OPERATIONS, type Connector, type MerchantRequest, type Outcome } from "./contract";

export function sandbox(env: Env): Connector {
  const call = async (request: MerchantRequest, { publicUrl }: { publicUrl: string }): Promise<Outcome> => {
    const namespace = env.SANDBOX_MERCHANT;
    const merchant = namespace.get(namespace.idFromName(request.entitlementId));
    return (await merchant.handle(request, publicUrl)) as Outcome;
  };
  const operations = Object.fromEntries(MERCHANT_OPERATIONS.map((operation) => [operation, call]));
  return { idempotent: true, ...operations };
}
