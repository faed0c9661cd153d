// The catalogue in its database: items by key, written as a set, each checked when it is read.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { hashSecret, matchesSecret } from "../../src/catalogue/secrets";
import { readCatalogue, readItem, readRevision, writeItems, type Kind } from "../../src/catalogue/store";
import { termsOf } from "../../src/catalogue/terms";
import { credential, merchant, product, route } from "../support/catalogue";

describe("items", () => {
  it("are found by kind and key, whole or one by one", async () => {
    const entries = [merchant("VIDEO", "sandbox"), product(), route(), await credential("shop", ["secret"])];
    await writeItems(env.CATALOGUE, entries);
    const catalogue = await readCatalogue(env.CATALOGUE);
    const keys: [Kind, string[]][] = [
      ["merchant", ["sandbox", "VIDEO"]],
      ["product", ["sandbox", "VIDEO", "MUSIC_INSTANT"]],
      ["route", ["sandbox", "TELCO", "VIDEO"]],
      ["credential", ["shop"]],
    ];
    for (const [at, [kind, key]] of keys.entries()) {
      expect(catalogue.get(kind, ...key)).toEqual(entries[at]?.item);
      expect(await readItem(env.CATALOGUE, kind, ...key)).toEqual(entries[at]?.item);
    }
    expect(catalogue.get("merchant", "live", "VIDEO")).toBeNull();
    expect(await readItem(env.CATALOGUE, "merchant", "live", "VIDEO")).toBeNull();
  });

  it("replace their namesakes, and every write counts as one revision", async () => {
    const before = await readRevision(env.CATALOGUE);
    await writeItems(env.CATALOGUE, [product(), product({ productName: "New name" }), merchant("A", "live")]);
    const catalogue = await readCatalogue(env.CATALOGUE);
    expect(catalogue.all("product").map((one) => one.productName)).toEqual(["New name"]);
    expect(await readRevision(env.CATALOGUE)).toBe(before + 1);
  });

  it.each([
    [
      "merchant",
      { environment: "moon", merchantAccountKey: "X", name: "X", connector: "x", connectorVersion: 1 },
    ],
    ["route", { environment: "sandbox", resellerKey: "A", merchantAccountKey: "B", limitPerCustomer: 0 }],
    [
      "credential",
      { id: "x", party: "RESELLER", organisation: "A", environment: "sandbox", secrets: [], ipRanges: null },
    ],
    [
      "credential",
      {
        id: "x",
        party: "GUEST",
        organisation: "A",
        environment: "sandbox",
        secrets: [{ salt: "", hash: "" }],
        ipRanges: null,
      },
    ],
    [
      "credential",
      {
        id: "x",
        party: "RESELLER",
        organisation: "A",
        environment: "sandbox",
        secrets: [{ salt: "", hash: "" }],
        ipRanges: ["010.0.0.0/8"],
      },
    ],
    [
      "reseller",
      {
        environment: "sandbox",
        resellerKey: "X",
        name: "X",
        defaultNotificationUrl: null,
        authentication: { type: "none" },
        signingSecrets: ["short"],
      },
    ],
    ["future-kind", { any: "thing" }],
  ])("%s %j is left out, and does not spoil the others", async (kind, body) => {
    const put = "INSERT INTO item (kind, key, body) VALUES (?1, 'broken', ?2)";
    await env.CATALOGUE.prepare(put).bind(kind, JSON.stringify(body)).run();
    await writeItems(env.CATALOGUE, [merchant("GOOD", "sandbox")]);
    const catalogue = await readCatalogue(env.CATALOGUE);
    expect(catalogue.get("merchant", "sandbox", "GOOD")).not.toBeNull();
    for (const one of ["merchant", "route", "credential", "reseller"] as const)
      expect(catalogue.get(one, "broken")).toBeNull();
    await env.CATALOGUE.exec("DELETE FROM item WHERE key = 'broken'");
  });
});

describe("secrets", () => {
  it("are kept as salted hashes, never the same twice", async () => {
    const [one, two] = await Promise.all([hashSecret("secret"), hashSecret("secret")]);
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(one).not.toEqual(two);
    expect(JSON.stringify(one)).not.toContain("secret");
  });

  it("match any of two live ones, and nothing else", async () => {
    const live = await Promise.all(["new", "old"].map(hashSecret));
    expect(await Promise.all(["new", "old"].map((secret) => matchesSecret(secret, live)))).toEqual([
      true,
      true,
    ]);
    for (const wrong of ["", "ne", "newer", "NEW", "new "])
      expect(await matchesSecret(wrong, live)).toBe(false);
    expect(await matchesSecret("new", [])).toBe(false);
  });
});

describe("the terms of a sale", () => {
  it("pin merchant, product and route together", async () => {
    await writeItems(env.CATALOGUE, [
      merchant("VIDEO", "sandbox"),
      product({ signUpTtlMs: 1_000 }),
      route({ limitPerCustomer: 4, sharesWithMerchant: ["extensionData"] }),
    ]);
    const catalogue = await readCatalogue(env.CATALOGUE);
    const [video, instant, sold] = [
      catalogue.get("merchant", "sandbox", "VIDEO"),
      catalogue.get("product", "sandbox", "VIDEO", "MUSIC_INSTANT"),
      catalogue.get("route", "sandbox", "TELCO", "VIDEO"),
    ];
    if (!video || !instant || !sold) throw new Error("an item is missing");
    expect(termsOf(video, instant, sold, 7)).toEqual({
      connector: "sandbox",
      connectorVersion: 1,
      activation: "SYNC",
      verbs: instant.capabilities.verbs,
      endOfPeriodCancel: true,
      limitPerCustomer: 4,
      signUpTtlMs: 1_000,
      confirmationTtlMs: 24 * 3_600_000,
      sharesMerchantExtensionData: false,
      sharesWithMerchant: ["extensionData"],
      routeExtensionData: null,
      userStepOnChange: true,
      resolves: ["create", ...(instant.capabilities.verbs ?? [])],
      revision: 7,
    });
  });
});
