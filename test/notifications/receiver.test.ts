import { describe, expect, it, vi } from "vitest";
import { publicKeyOf } from "../../src/callbacks/ed25519";
import { signedHeaders } from "../../src/callbacks/sign";
import { isNewer, notificationReceiver, type ReceiverOptions } from "../../src/notifications/receiver";
import { parseNotification } from "../../src/notifications/parse";
import { fitsAny } from "../../src/notifications/signature";
import { verifyNotification } from "../../src/notifications/verify";
import { sampleBody } from "../../src/entitlement/sample";

// Published with the Standard Webhooks reference libraries: the first with all of them, the second with the one for Go.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const CONTENT = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const PRIVATE = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";
const PRIVATE_SIGNATURE =
  "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==";
const OLD_SECRET = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=";
const OTHER = "whsec_c29tZWJvZHkgZWxzZSBhbHRvZ2V0aGVy";
const NO_KEYS = [
  "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  "",
  "whsec_",
  "whsec_???",
  "whpk_dG9vIHNob3J0",
  PRIVATE,
  undefined as unknown as string,
];
const MUST = "must be whsec_… (HMAC) or whpk_… (ed25519, 32 bytes), and Base64.";

describe("a signature", () => {
  it("fits as published, with either kind of key", async () => {
    expect(await fitsAny(SIGNATURE, CONTENT, [SECRET])).toBe(true);
    expect(await fitsAny(PRIVATE_SIGNATURE, CONTENT, [await publicKeyOf(PRIVATE)])).toBe(true);
  });

  it("fits where one of several is one of several keys'", async () => {
    const both = `${PRIVATE_SIGNATURE} v1,AAAA ${SIGNATURE}`;
    const publicKey = await publicKeyOf(PRIVATE);
    for (const keys of [
      [OTHER, SECRET],
      [SECRET, OTHER],
      [OTHER, publicKey],
    ])
      expect(await fitsAny(both, CONTENT, keys)).toBe(true);
  });

  it.each([
    ["another text", SIGNATURE, `${CONTENT} `, SECRET],
    ["another key", SIGNATURE, CONTENT, OTHER],
    ["another version", SIGNATURE.replace("v1,", "v2,"), CONTENT, SECRET],
    ["half of it", SIGNATURE.slice(0, 20), CONTENT, SECRET],
    ["no Base64", "v1,???", CONTENT, SECRET],
    ["nothing", "", CONTENT, SECRET],
  ])("does not fit with %s", async (_, signature, content, key) =>
    expect(await fitsAny(signature, content, [key])).toBe(false),
  );

  it.each(NO_KEYS)("cannot be verified with %s, and the message does not repeat it", async (key) => {
    const refused = fitsAny(SIGNATURE, CONTENT, [SECRET, key]);
    await expect(refused).rejects.toThrow(`keys[1] ${MUST}`);
  });
});

const NOW = Date.UTC(2030, 0, 1);
const SAMPLE = sampleBody(
  "test_1",
  { environment: "sandbox", resellerKey: "TELCO", url: "https://x.invalid" },
  NOW,
);

/** A notification with these fields, signed. */
async function posted(fields: object = {}, { at = NOW, secrets = [SECRET] } = {}) {
  const body = JSON.stringify({ ...JSON.parse(SAMPLE), notificationId: "n-1", ...fields });
  return { body, headers: await signedHeaders({ id: "n-1", timestamp: at, body, secrets }) };
}

const now = () => NOW;

describe("a notification", () => {
  it("is verified and read", async () => {
    const { body, headers } = await posted();
    const verified = await verifyNotification(body, headers, { keys: SECRET, now });
    expect(verified).toMatchObject({ ok: true, sentAt: NOW, notification: { status: "ACTIVE", version: 1 } });
    expect(await verifyNotification(body, new Headers(headers), { keys: [SECRET], now })).toEqual(verified);
    const node = { "Webhook-Id": "n-1", ...headers, accept: ["a", "b"] };
    expect(await verifyNotification(body, node, { keys: [SECRET], now })).toEqual(verified);
  });

  it("is verified with the old secret or the new one while both sign", async () => {
    const { body, headers } = await posted({}, { secrets: [SECRET, OLD_SECRET] });
    for (const keys of [[OLD_SECRET], [SECRET], [OLD_SECRET, SECRET]])
      expect(await verifyNotification(body, headers, { keys, now })).toMatchObject({ ok: true });
    expect(await verifyNotification(body, headers, { keys: OTHER, now })).toEqual({
      ok: false,
      reason: "SIGNATURE_MISMATCH",
    });
  });

  it("may be five minutes old or early, or as far as it is told", async () => {
    const reasonAt = async (seconds: number, toleranceSeconds?: number) => {
      const { body, headers } = await posted({}, { at: NOW + seconds * 1_000 });
      const options = { keys: SECRET, now, ...(toleranceSeconds !== undefined && { toleranceSeconds }) };
      const verified = await verifyNotification(body, headers, options);
      return verified.ok || verified.reason;
    };
    expect(await Promise.all([-301, -300, 300, 301].map((seconds) => reasonAt(seconds)))).toEqual([
      "TIMESTAMP_OUTSIDE_TOLERANCE",
      true,
      true,
      "TIMESTAMP_OUTSIDE_TOLERANCE",
    ]);
    expect([await reasonAt(11, 10), await reasonAt(-900, 1_000)]).toEqual([
      "TIMESTAMP_OUTSIDE_TOLERANCE",
      true,
    ]);
  });

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("needs %s", async (name) => {
    const { body, headers } = await posted();
    const { [name]: _, ...rest } = headers;
    expect(await verifyNotification(body, rest, { keys: SECRET, now })).toEqual({
      ok: false,
      reason: "HEADERS_MISSING",
    });
  });

  it("has every field with its type, and may have more", () => {
    expect(parseNotification(SAMPLE)).toEqual(JSON.parse(SAMPLE));
    const more = { ...JSON.parse(SAMPLE), status: "A-STATUS-OF-TOMORROW", news: [1] };
    expect(parseNotification(JSON.stringify(more))).toEqual(more);
    for (const name of Object.keys(JSON.parse(SAMPLE))) {
      const { [name]: _, ...less } = JSON.parse(SAMPLE);
      expect(parseNotification(JSON.stringify(less)), name).toBeNull();
      expect(parseNotification(JSON.stringify({ ...less, [name]: true })), name).toBeNull();
    }
    for (const text of ["", "null", "[]", "{"]) expect(parseNotification(text)).toBeNull();
  });
});

const at = (headers: Record<string, string>, body: string): Request =>
  new Request("https://reseller.invalid/hook", { method: "POST", headers, body });

/** A receiver with a memory, and what it has stored. */
function receiver(options: Partial<ReceiverOptions> = {}) {
  const stored: [number, number | null, boolean][] = [];
  let have: number | null = null;
  const receive = notificationReceiver({
    keys: [SECRET],
    now,
    versionOf: () => have,
    store({ version }, { have: before, missed }) {
      stored.push([version, before, missed]);
      have = version;
    },
    ...options,
  });
  const post = async (fields: object, more = {}) => {
    const { body, headers } = await posted(fields, more);
    return (await receive(at(headers, body))).status;
  };
  return { receive, post, stored };
}

describe("a receiver", () => {
  it("stores what is newer, once, and takes the rest without a word", async () => {
    const { post, stored } = receiver();
    const versions = [
      [1, null],
      [1, null],
      [3, 1],
      [2, 1],
      [6, 5],
      [6, 5],
    ] as const;
    for (const [version, previousVersion] of versions)
      expect(await post({ version, previousVersion })).toBe(204);
    expect(stored).toEqual([
      [1, null, false],
      [3, 1, false],
      [6, 3, true],
    ]);
    expect([isNewer({ version: 1 }, null), isNewer({ version: 1 }, 1)]).toEqual([true, false]);
  });

  it("lets nothing come between the look and the store where both are synchronous", async () => {
    const { post, stored } = receiver();
    await Promise.all([5, 4, 5, 3].map((version) => post({ version, previousVersion: null })));
    expect(stored.map(([version]) => version)).toEqual(
      [...new Set(stored.map(([version]) => version))].sort(),
    );
    expect(stored.at(-1)?.[0]).toBe(5);
  });

  it("refuses what is not the platform's, or cannot be read", async () => {
    const { receive, post, stored } = receiver();
    expect(await post({}, { secrets: [OTHER] })).toBe(401);
    expect(await post({}, { at: NOW - 3_600_000 })).toBe(401);
    expect(await post({ version: "one" })).toBe(400);
    expect((await receive(new Request("https://reseller.invalid/hook"))).status).toBe(405);
    expect(stored).toEqual([]);
  });

  it("asks for it again where it could not be stored", async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const store = vi
      .fn<ReceiverOptions["store"]>()
      .mockRejectedValueOnce(new Error("full"))
      .mockResolvedValue();
    const { post } = receiver({ store, onError });
    expect([await post({}), await post({})]).toEqual([500, 204]);
    expect(onError.mock.calls).toEqual([[new Error("full")]]);
  });

  it.each(NO_KEYS)("is not made with %s for a key; the message says which one it is", (key) => {
    expect(() => receiver({ keys: [SECRET, key] })).toThrow(new TypeError(`keys[1] ${MUST}`));
    expect(() => receiver({ keys: key })).toThrow(new TypeError(`keys ${MUST}`));
  });

  it("is not made without a key: it could take nothing in", () => {
    expect(() => receiver({ keys: [] })).toThrow(new TypeError("keys is empty."));
  });

  it("says what went wrong before there was a notification", async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const keys = [SECRET];
    const { post, receive } = receiver({ keys, onError });
    const lost = new ReadableStream({ pull: (controller) => controller.error(new Error("connection lost")) });
    const request = new Request("https://reseller.invalid/hook", { method: "POST", body: lost });
    expect((await receive(request)).status).toBe(500);
    keys[0] = "changed since";
    expect(await post({})).toBe(500);
    expect(onError.mock.calls).toEqual([[new Error("connection lost")], [new TypeError(`keys[0] ${MUST}`)]]);
  });

  it("takes a sample and stores nothing", async () => {
    const { post, stored } = receiver();
    expect(await post({ notificationId: "test_7" })).toBe(204);
    expect(stored).toEqual([]);
  });
});
