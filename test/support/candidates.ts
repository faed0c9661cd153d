// The tests' side of the candidates that run beside them (test/node/support/candidates.ts).
import { inject } from "vitest";

export interface CandidateUrls {
  receiver: string;
  merchant: string;
}

declare module "vitest" {
  interface ProvidedContext {
    candidateUrls: CandidateUrls;
  }
}

const { receiver, merchant } = inject("candidateUrls");

let runs = 0;

/** Where a receiver with that flaw listens; its memory is its own. */
export const receiverWith = (flaw: string): string => `${receiver}/${flaw}/${++runs}`;

/** Where a merchant with that flaw has its API. */
export const merchantWith = (flaw: string): string => `${merchant}/${flaw}`;
