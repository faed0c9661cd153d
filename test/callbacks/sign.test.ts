import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { publicKeyOf } from "../../src/callbacks/ed25519";
import { kindOf, signedHeaders } from "../../src/callbacks/sign";
import { Reseller } from "../../src/catalogue/schema";
import { verified, verifiedEd25519 } from "../../scripts/examples/verify";

// The vector published with the Standard Webhooks reference libraries.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OLD_SECRET = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=";
const MESSAGE = {
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: 1_614_265_330_000,
  body: '{"test": 2432232314}',
};
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

describe("the signature", () => {
  it("equals the published vector", async () => {
    expect(
      await signedHeaders({ ...MESSAGE, timestamp: MESSAGE.timestamp + 999, secrets: [SECRET] }),
    ).toEqual({
      "webhook-id": MESSAGE.id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": SIGNATURE,
    });
  });

  it("is one per secret while a secret is rotated, the newest first", async () => {
    const { "webhook-signature": both } = await signedHeaders({ ...MESSAGE, secrets: [SECRET, OLD_SECRET] });
    const { "webhook-signature": old } = await signedHeaders({ ...MESSAGE, secrets: [OLD_SECRET] });
    expect(both).toBe(`${SIGNATURE} ${old}`);
  });

  it("is verified by the reference library with either secret and over any text", async () => {
    const body = JSON.stringify({ entitlementDisplayName: "Mūsika 🎵" });
    const headers = await signedHeaders({
      id: "n-1",
      timestamp: Date.now(),
      body,
      secrets: [SECRET, OLD_SECRET],
    });
    for (const secret of [SECRET, OLD_SECRET])
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow("No matching signature found");
    expect(() => new Webhook("whsec_c29tZWJvZHkgZWxzZQ==").verify(body, headers)).toThrow(
      "No matching signature found",
    );
  });
});

// Published with the reference library for Go, the one that signs with ed25519.
const PRIVATE = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";
const PRIVATE_SIGNATURE =
  "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==";
const OLD_PRIVATE = "whsk_V0VCSE9PS0FTWU1NRVRSSUNURVNUUFJJVkFURUtFWTE=";

describe("the ed25519 signature", () => {
  it("equals the published vector, with the bare private key or with the public one behind it", async () => {
    const [, x = ""] = (await publicKeyOf(PRIVATE)).split("_");
    const bytes = (text: string) => atob(text);
    const both = `whsk_${btoa(bytes(PRIVATE.slice(5)) + bytes(x))}`;
    for (const secret of [PRIVATE, both]) {
      const { "webhook-signature": signature } = await signedHeaders({ ...MESSAGE, secrets: [secret] });
      expect(signature).toBe(PRIVATE_SIGNATURE);
    }
  });

  it("is verified with the public key, by WebCrypto and nothing of ours", async () => {
    const headers = await signedHeaders({ id: "n-1", timestamp: Date.now(), body: "{}", secrets: [PRIVATE] });
    const key = await publicKeyOf(PRIVATE);
    const old = await publicKeyOf(OLD_PRIVATE);
    expect(key).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    for (const keys of [[key], [old, key]]) expect(await verifiedEd25519(keys, "{}", headers)).toEqual({});
    await expect(verifiedEd25519([key], "{} ", headers)).rejects.toThrow("no signature fits");
    await expect(verifiedEd25519([old], "{}", headers)).rejects.toThrow("no signature fits");
    const late = { ...headers, "webhook-timestamp": "1614265330" };
    await expect(verifiedEd25519([key], "{}", late)).rejects.toThrow("too old or too new");
  });

  it("stands beside the HMAC ones; while both kinds are rotated, each of the four keys verifies", async () => {
    const secrets = [SECRET, OLD_SECRET, PRIVATE, OLD_PRIVATE];
    expect(secrets.map(kindOf)).toEqual(["v1", "v1", "v1a", "v1a"]);
    const body = JSON.stringify({ entitlementDisplayName: "Mūsika 🎵" });
    const headers = await signedHeaders({ id: "n-1", timestamp: Date.now(), body, secrets });
    expect(headers["webhook-signature"]?.split(" ")).toHaveLength(4);
    for (const secret of [SECRET, OLD_SECRET])
      expect(verified(secret, body, headers)).toEqual(JSON.parse(body));
    for (const secret of [PRIVATE, OLD_PRIVATE])
      expect(await verifiedEd25519([await publicKeyOf(secret)], body, headers)).toEqual(JSON.parse(body));
  });
});

describe("signing secrets in the catalogue", () => {
  const accepts = (...signingSecrets: string[]): boolean =>
    Reseller.safeParse({
      environment: "sandbox",
      resellerKey: "SHOP",
      name: "Shop",
      defaultNotificationUrl: null,
      authentication: { type: "none" },
      signingSecrets,
    }).success;

  it("are of either kind, or both", () => {
    for (const secrets of [[SECRET], [PRIVATE], [SECRET, OLD_SECRET, PRIVATE, OLD_PRIVATE]])
      expect(accepts(...secrets)).toBe(true);
  });

  it.each(["whsk_c2hvcnQ=", "whpk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=", `${PRIVATE}=`, "VEVTVA=="])(
    "are not %s",
    (secret) => expect(accepts(secret)).toBe(false),
  );
});
