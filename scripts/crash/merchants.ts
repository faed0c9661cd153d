// The merchants that the load buys from, and what can be seen of what they did.
import type { Random } from "./random.ts";

/** One request that had an effect at a merchant, by the merchant's own books. */
export interface MerchantEffect {
  entitlementId: string;
  operation: string;
  reference: string;
}

export interface Merchant {
  key: string;
  /** A product, and the scenario that the create asks for. */
  offer(random: Random): { productKey: string; magic: string | null };
  start(): Promise<void>;
  /** From now on it does what it is asked, at once. */
  heal(): Promise<void>;
  /** What it did; null for a merchant whose books nobody can open: then the platform's history has to do. */
  effects(): MerchantEffect[] | null;
  stop(): Promise<void>;
}

/** With which a merchant calls the platform (local only). */
export const MERCHANT_CREDENTIALS: Record<string, string> = {
  MUSIC: "music-sandbox:music-sandbox-secret",
  STANDARD: "standard-sandbox:standard-sandbox-secret-of-the-crash-harness",
};

const PRODUCTS = { MUSIC: 4, MUSIC_PREMIUM: 1, MUSIC_INSTANT: 6, MUSIC_CODE: 2 };
const CREATES = {
  none: 30,
  ANY_REQUEST_FAILS_ONCE: 4,
  CREATE_CONFIRMED_BEFORE_ANSWER: 4,
  CREATE_REQUEST_RETURNS_CREATED: 4,
  CREATE_REQUEST_TIMES_OUT: 1,
  CREATE_REQUEST_FAILS: 1,
  CREATE_REQUEST_REJECTED: 1,
  CREATE_REQUEST_UNAVAILABLE: 1,
};

/** The built-in sandbox merchant: its faults come with each request, and it dies with the service. */
export const music: Merchant = {
  key: "MUSIC",
  offer(random) {
    const magic = random.weighted(CREATES);
    return { productKey: random.weighted(PRODUCTS), magic: magic === "none" ? null : magic };
  },
  start: async () => undefined,
  heal: async () => undefined,
  effects: () => null,
  stop: async () => undefined,
};
