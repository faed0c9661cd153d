// The tests' side of the reseller's endpoint that runs beside them (test/node/support/receiver.ts): a real HTTP server
// on loopback, one inbox per path.
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Origin of the receiver, without a slash at the end. */
    receiverUrl: string;
  }
}

/** One request as it arrived; header names in lower case. */
export interface Post {
  method: string;
  at: number;
  headers: Record<string, string>;
  body: string;
}

/** What the endpoint is to answer, after a delay if one is given. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  delayMs?: number;
}

export interface Inbox {
  url: string;
  /** Tells the answers: each is used once, the last one stays. Without them the endpoint answers 204. */
  answers(...told: Answer[]): Promise<void>;
  /** Everything that came, as soon as there are so many posts or the time is up. */
  posts(atLeast: number, waitMs?: number): Promise<Post[]>;
}

const ARRIVAL_TIMEOUT_MS = 10_000;

/** An inbox of one's own; `url` is where notifications go. */
export function inbox(origin = inject("receiverUrl")): Inbox {
  const path = `/inbox/${crypto.randomUUID()}`;
  return {
    url: `${origin}${path}`,
    async answers(...told) {
      await fetch(`${origin}/~answers?path=${path}`, { method: "PUT", body: JSON.stringify(told) });
    },
    async posts(atLeast, waitMs = ARRIVAL_TIMEOUT_MS) {
      const response = await fetch(`${origin}/~posts?path=${path}&atLeast=${atLeast}&waitMs=${waitMs}`);
      return JSON.parse(await response.text());
    },
  };
}
