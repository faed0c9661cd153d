// What the floor stands on: the same bindings as the Worker beside it, and the one batch that makes a change public.
import type { Customer, Entitlement, SandboxMerchant } from "./objects";

export interface FloorEnv {
  ENTITLEMENT: DurableObjectNamespace<Entitlement>;
  CUSTOMER: DurableObjectNamespace<Customer>;
  SANDBOX_MERCHANT: DurableObjectNamespace<SandboxMerchant>;
  DB: D1Database;
  CALLBACKS: Queue<{ id: string }>;
  RATE_LIMITER: RateLimit;
  /** Where notifications go. */
  RECEIVER: string;
  /** Empty: the merchant is an object. */
  MERCHANT_URL: string;
}

const FEED = `
INSERT INTO feed (reseller_scope, position, entitlement_id, version, date, added, body)
SELECT 'sandbox:TELCO', coalesce(max(position), 0) + 1, ?1, 1, ?2, ?2, ?3 FROM feed
WHERE reseller_scope = 'sandbox:TELCO'`;

const UPSERT = `
INSERT INTO entitlement (id, reseller_scope, merchant_scope, merchant_account_key, product_key, status, external_id,
  merchant_id, created, updated, version, wake_at, body)
VALUES (?1, 'sandbox:TELCO', 'sandbox:MUSIC', 'MUSIC', 'MUSIC', 'ACTIVE', NULL, ?1, 0, ?2, 1, NULL, ?3)
ON CONFLICT (reseller_scope, created, id) DO UPDATE SET updated = excluded.updated, version = version + 1, body = excluded.body`;

/** The query store and the queue, side by side. */
export async function ship(env: FloorEnv, id: string, text: string): Promise<void> {
  const now = Date.now();
  await Promise.all([
    env.CALLBACKS.send({ id }),
    env.DB.batch([env.DB.prepare(FEED).bind(id, now, text), env.DB.prepare(UPSERT).bind(id, now, text)]),
  ]);
}
