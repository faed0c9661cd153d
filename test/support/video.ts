// The tests' side of the merchant that is a Worker (videoMerchant.mjs).
import { env } from "cloudflare:workers";
import type { MerchantOperation, MerchantRequest } from "../../src/connectors/contract";
import type { MerchantContext } from "../../src/connectors/merchantWorker";

/** What the merchant does with a request; `effect` says whether it is carried out all the same. */
export interface Step {
  answer?: unknown;
  throws?: string;
  effect?: boolean;
  delayMs?: number;
}

interface Told {
  /** Tells what comes next; the last step stays. */
  tell: (merchantAccountKey: string, operation: MerchantOperation, steps: Step[]) => Promise<void>;
  /** Every call of one merchant, as it arrived. */
  calls: (
    merchantAccountKey: string,
  ) => Promise<{ method: string; request: MerchantRequest; context: MerchantContext }[]>;
  /** How often a request was carried out. */
  effects: (requestId: string) => Promise<number>;
}

declare global {
  namespace Cloudflare {
    interface Env {
      VIDEO_MERCHANT: Told;
    }
  }
}

export const VIDEO: Told = env.VIDEO_MERCHANT;
