// Verification of `v1a` signatures as a receiver does it: with the published key and WebCrypto, by the specification.

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** Whether one of the signatures is made with the private half of this key (`whpk_…`). */
export async function verifiesEd25519(
  publicKey: string,
  headers: Record<string, string>,
  body: string,
): Promise<boolean> {
  const raw = bytesOf(publicKey.replace("whpk_", ""));
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  const signed = new TextEncoder().encode(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  for (const signature of (headers["webhook-signature"] ?? "").split(" ")) {
    const [version, value = ""] = signature.split(",");
    if (version === "v1a" && (await crypto.subtle.verify("Ed25519", key, bytesOf(value), signed)))
      return true;
  }
  return false;
}
