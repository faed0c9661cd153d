// More of a catalogue than the demo has: other organisations, credentials of every kind, and time that moves.
import { env } from "cloudflare:workers";
import { afterEach } from "vitest";
import type { Credential, Product, Route } from "../../src/catalogue/schema";
import { hashSecret } from "../../src/catalogue/secrets";
import { writeItems, type Entry } from "../../src/catalogue/store";
import { clock } from "../../src/shared/clock";
import { call } from "./api";

const realNow = clock.now;
let offset = 0;

/** Moves the clock of everything in this isolate, until the test ends. */
export function passTime(ms: number): void {
  offset += ms;
  clock.now = () => realNow() + offset;
}

afterEach(() => {
  offset = 0;
  clock.now = realNow;
});

/** Writes items beside the demo's, which the first request puts there. */
export async function write(...entries: Entry[]): Promise<void> {
  await call("GET", "/v1/product");
  await writeItems(env.CATALOGUE, entries);
}

/** A credential `id` whose live secrets are those given. */
export async function credential(
  id: string,
  secrets: string[],
  changes: Partial<Credential> = {},
): Promise<Entry> {
  const item: Credential = {
    id,
    party: "RESELLER",
    organisation: "TELCO",
    environment: "sandbox",
    secrets: await Promise.all(secrets.map(hashSecret)),
    ipRanges: null,
    revoked: false,
    ...changes,
  };
  return { kind: "credential", item };
}

export const route = (changes: Partial<Route> = {}): Entry => ({
  kind: "route",
  item: {
    environment: "sandbox",
    resellerKey: "TELCO",
    merchantAccountKey: "VIDEO",
    limitPerCustomer: 1,
    verbs: null,
    confirmationTtlMs: 24 * 3_600_000,
    sharesMerchantExtensionData: false,
    sharesWithMerchant: [],
    routeExtensionData: null,
    ...changes,
  },
});

/** A merchant of the sandbox's kind; one whose connector this release does not have never gives a clear answer. */
export const merchant = (
  merchantAccountKey: string,
  environment: "sandbox" | "live",
  connector = "sandbox",
): Entry => ({
  kind: "merchant",
  item: {
    environment,
    merchantAccountKey,
    name: merchantAccountKey,
    connector,
    connectorVersion: 1,
    capabilities: null,
    secrets: {},
  },
});

export const product = (changes: Partial<Product> = {}): Entry => ({
  kind: "product",
  item: {
    environment: "sandbox",
    merchantAccountKey: "VIDEO",
    productKey: "MUSIC_INSTANT",
    offerKeys: ["STANDARD", "BUNDLE"],
    productName: "Instant",
    productDescription: null,
    productLogoURL: null,
    productTermsURL: null,
    capabilities: {
      activation: "SYNC",
      verbs: ["activationInfo", "update", "suspend", "resume", "cancel", "undo", "revoke"],
      endOfPeriodCancel: true,
    },
    signUpTtlMs: null,
    ...changes,
  },
});
