// Who gets a notification: the reseller as the catalogue has it, and the URL as it is when it is sent.
import { currentCatalogue, findItem, type Seed } from "../catalogue/cache";
import type { Reseller } from "../catalogue/schema";

/** The URL of the entitlement, else the reseller's default; empty where there is neither. */
export async function recipientOf(
  env: Pick<Env, "CATALOGUE">,
  seed: Seed | null,
  { environment, resellerKey, url }: { environment: string; resellerKey: string; url: string | null },
): Promise<{ reseller: Reseller | null; url: string }> {
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const reseller = await findItem(env.CATALOGUE, catalogue, "reseller", environment, resellerKey);
  return { reseller, url: url ?? reseller?.defaultNotificationUrl ?? "" };
}
