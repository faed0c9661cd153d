// Where a book is joined by the merchant's ids there are two rounds: what met nothing by them, because we were never told one
// or know another, may still name our id. So what is left over on both sides is sorted once more, by our id, and joined by it.
import { ownId } from "../../entitlement/id";
import type { BookRow, JoinedBy } from "./bookRow";
import type { Work } from "./work";

export interface Round {
  phase: "join" | "left";
  /** The parts with both sides. */
  book: string;
  ours: string;
  joinedBy: JoinedBy;
  /** What is left over has no other chance. */
  isLast: boolean;
}

export const LEFT = { book: "leftBook", ours: "leftOurs" };

export const roundOf = (phase: Round["phase"], joinedBy: JoinedBy): Round =>
  phase === "join"
    ? { phase, book: "book", ours: "ours", joinedBy, isLast: joinedBy === "entitlementId" }
    : { phase, ...LEFT, joinedBy: "entitlementId", isLast: true };

/** The id of ours that a row names beside the merchant's, or instead of it. */
export const namedBy = (row: Pick<BookRow, "entitlementId" | "ownId">): string | null =>
  ownId(row.entitlementId ?? "") ?? ownId(row.ownId ?? "");

/** Lines sorted into partitions on their way to an object. */
export interface Sorted {
  add: (key: string, line: string) => void;
  lines: string[][];
  count: () => number;
}

export function sorted({ partitions, partitionOf }: Work): Sorted {
  const lines = Array.from({ length: partitions }, (): string[] => []);
  let count = 0;
  return {
    lines,
    count: () => count,
    add: (key, line) => {
      lines[partitionOf(key)]?.push(line);
      count++;
    },
  };
}
