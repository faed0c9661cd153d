// A reseller that nobody else in the file has: its endpoints are in nobody's memory.
import { env } from "cloudflare:workers";
import type { Reseller } from "../../src/catalogue/schema";
import { writeItems } from "../../src/catalogue/store";

let resellers = 0;

/** Its key, once the catalogue knows it. */
export async function newReseller(): Promise<string> {
  const resellerKey = `SHOP-${++resellers}`;
  await setDefaultUrl(resellerKey, null);
  return resellerKey;
}

/** Gives it a default notification URL, or takes it away. */
export async function setDefaultUrl(
  resellerKey: string,
  defaultNotificationUrl: string | null,
): Promise<void> {
  const item: Reseller = {
    environment: "sandbox",
    resellerKey,
    name: "Shop",
    defaultNotificationUrl,
    authentication: { type: "none" },
    signingSecrets: ["whsec_c2hvcC1zaWduaW5nLXNlY3JldC1mb3ItdGVzdHM="],
  };
  await writeItems(env.CATALOGUE, [{ kind: "reseller", item }]);
}
