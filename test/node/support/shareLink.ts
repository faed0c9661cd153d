// A share link that ends when a test wants it to: made here as docs/console.md describes it, with Node's own HKDF and HMAC,
// under the key that the local service is configured with in .dev.vars.
import { createHmac, hkdfSync } from "node:crypto";

const CATALOGUE_KEY = "resale-edge-local-catalogue-key-not-for-production";

/** The path of a link to an entitlement of TELCO's at MUSIC, good until `until` (epoch milliseconds). */
export function shareLink(entitlementId: string, until: number): string {
  const share = {
    entitlementId,
    environment: "sandbox",
    merchantAccountKey: "MUSIC",
    to: "MUSIC",
    by: { side: "RESELLER", name: "TELCO", credentialId: "telco-sandbox" },
    until,
  };
  const key = Buffer.from(hkdfSync("sha256", CATALOGUE_KEY, "", "console share", 32));
  const payload = Buffer.from(JSON.stringify(share)).toString("base64url");
  const signature = createHmac("sha256", key).update(payload).digest("base64url");
  return `/console/shared/${payload}.${signature}`;
}
