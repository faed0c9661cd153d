// A customer by hand: its object, claims on it, and what moves or ends the entitlements that it holds.
import { env } from "cloudflare:workers";
import { customerName } from "../../src/customer/locate";
import type { Claimed } from "../../src/customer/claim";
import type { NewEntitlement } from "../../src/entitlement/creation";
import { randomId } from "../../src/entitlement/id";
import { clock } from "../../src/shared/clock";
import { asking, Held, input, said, TERMS } from "./world";

export const customerOf = async (customerIdentifier: string) =>
  env.CUSTOMER.get(env.CUSTOMER.idFromName(await customerName("sandbox", "TELCO", customerIdentifier)));

export const limitOf = (limitPerCustomer: number) => ({ terms: { ...TERMS, limitPerCustomer } });

/** One more create: `call` when it got a place, else why not. */
export async function tries(changes: Partial<NewEntitlement>): Promise<string> {
  const given = input(changes);
  return said(await new Held(given.entitlementId).stub.create(given, asking(), false));
}

export const claim = async (
  customerIdentifier: string,
  changes: Record<string, unknown> = {},
): Promise<Claimed> =>
  (await customerOf(customerIdentifier)).claim({
    entitlementId: randomId(0),
    customerIdentifier,
    dateCreated: clock.now(),
    merchantAccountKey: "MUSIC",
    productKey: "MUSIC",
    createHash: "hash",
    limit: 1_000,
    dryRun: false,
    ...changes,
  });

export const move = (held: Held, customerIdentifier: string) =>
  held.begin({ verb: "update", change: { customerIdentifier } });

export const revoke = async (held: Held): Promise<void> => {
  const reason = { category: "REVOKED", code: "FRAUD", description: null };
  await held.answer(await held.call({ verb: "revoke", reason, extensionData: null }), { kind: "completed" });
};
