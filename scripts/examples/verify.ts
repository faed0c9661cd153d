import { Webhook } from "standardwebhooks";

type Headers = Record<string, string>;

/** HMAC, `v1`. Throws where no signature fits or the time is more than five minutes off. */
export const verified = (secret: string, body: string, headers: Headers): unknown =>
  new Webhook(secret).verify(body, headers);

const TOLERANCE_S = 300;
const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** ed25519, `v1a`, with the published keys (`whpk_…`). Throws under the same conditions. */
export async function verifiedEd25519(
  publicKeys: string[],
  body: string,
  headers: Headers,
): Promise<unknown> {
  const { "webhook-id": id, "webhook-timestamp": sent, "webhook-signature": signatures = "" } = headers;
  if (!(Math.abs(Date.now() / 1_000 - Number(sent)) <= TOLERANCE_S)) throw new Error("too old or too new");
  const signed = new TextEncoder().encode(`${id}.${sent}.${body}`);
  for (const publicKey of publicKeys) {
    const raw = bytesOf(publicKey.replace("whpk_", ""));
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    for (const signature of signatures.split(" ")) {
      const [version, value = ""] = signature.split(",");
      const fits = version === "v1a" && (await crypto.subtle.verify("Ed25519", key, bytesOf(value), signed));
      if (fits) return JSON.parse(body);
    }
  }
  throw new Error("no signature fits");
}
