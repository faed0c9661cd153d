// What an entitlement asks of its customer, what it hears, and what it is asked itself: plain data between two objects.

/** What an entitlement says when it is asked whether it still counts. */
export type Occupancy =
  | { kind: "free" }
  | { kind: "claiming" }
  | {
      kind: "held";
      productKey: string;
      createHash: string;
      phase: "creating" | "doubt" | "pending" | "held";
    };

export interface Claim {
  entitlementId: string;
  customerIdentifier: string;
  dateCreated: number;
  merchantAccountKey: string;
  productKey: string;
  /** Null for a move: only a create can be identical to another. */
  createHash: string | null;
  limit: number;
  dryRun: boolean;
  brought?: Brought;
}

/** What an import brings with an entitlement. One that has ended takes no place and leaves no pseudonyms. */
export interface Brought {
  platformUserId: string | null;
  sharedCustomerId: string | null;
  ended: boolean;
}

export type Claimed =
  | {
      kind: "claimed";
      platformUserId: string;
      sharedCustomerId: string;
      /** How far the customer's test clock is ahead: a new entitlement begins at its time. Absent: it is not. */
      aheadMs?: number;
    }
  | { kind: "limit" | "identical" | "creating" | "doubt"; entitlementId: string };
