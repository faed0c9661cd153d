// The tests' side of the scripted merchant that runs beside them (test/node/support/scriptedMerchant.ts).
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Origin of the scripted merchant, without a slash at the end. */
    scriptedMerchantUrl: string;
    /** An origin that refuses connections. */
    closedUrl: string;
  }
}

/** One request as it arrived; header names in lower case, `url` from the path on. */
export interface Asked {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** One answer. */
export interface Step {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  delayMs?: number;
  /** Blanks that follow the body until it is so many bytes long. */
  size?: number;
  /** Instead of an answer: the connection is reset, cut within the body, kept open; or the body never ends. */
  breaks?: "reset" | "cut" | "hang" | "drip";
  /** Whether the merchant carries out what it was asked (it does unless told otherwise). */
  effect?: boolean;
}

/** Each step is used once, the last one stays. */
export interface Script {
  steps: Step[];
  /** A repeated Idempotency-Key is not carried out again. */
  deduplicates?: boolean;
}

export interface Merchant {
  /** What operations' paths come after. */
  baseUrl: string;
  tell: (path: string, script: Script) => Promise<void>;
  seen: (path: string) => Promise<{ requests: Asked[]; effects: Record<string, number> }>;
}

/** A merchant of one's own: a folder of the scripted one. */
export function scriptedMerchant(): Merchant {
  const origin = inject("scriptedMerchantUrl");
  const folder = `/${crypto.randomUUID()}`;
  return {
    baseUrl: origin + folder,
    async tell(path, script) {
      await fetch(`${origin}/~script?path=${folder}${path}`, { method: "PUT", body: JSON.stringify(script) });
    },
    async seen(path) {
      const response = await fetch(`${origin}/~seen?path=${folder}${path}`);
      return JSON.parse(await response.text());
    },
  };
}
