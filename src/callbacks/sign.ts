// How the reseller knows that a notification is ours: Standard Webhooks over the exact bytes of the body. One signature
// per secret, so that a receiver that knows the old secret or the new one, of either kind, finds one that it can verify.
import { Webhook } from "standardwebhooks";
import { PRIVATE_PREFIX, signEd25519 } from "./ed25519";

/** `v1` is HMAC-SHA-256, `v1a` ed25519. */
export type SignatureKind = "v1" | "v1a";

export const kindOf = (secret: string): SignatureKind => (secret.startsWith(PRIVATE_PREFIX) ? "v1a" : "v1");

/** The headers of Standard Webhooks; `timestamp` in epoch milliseconds, one signature per secret (`whsec_…`, `whsk_…`). */
export async function signedHeaders(message: {
  id: string;
  timestamp: number;
  body: string;
  secrets: string[];
}): Promise<Record<string, string>> {
  const { id, timestamp, body, secrets } = message;
  const seconds = Math.floor(timestamp / 1_000);
  const sign = async (secret: string): Promise<string> =>
    kindOf(secret) === "v1a"
      ? `v1a,${await signEd25519(secret, `${id}.${seconds}.${body}`)}`
      : new Webhook(secret).sign(id, new Date(timestamp), body);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": (await Promise.all(secrets.map(sign))).join(" "),
  };
}
