// Rows as short lines of JSON on their way to the join, and back. They are the job's own and live as long as it does, so
// their members have no names.
import type { Json } from "../../shared/json";
import type { BookRow, JoinedBy } from "./bookRow";
import type { OurRow } from "./ourRow";

export type BookLine = [
  row: number,
  entitlementId: string | null,
  ownId: string | null,
  status: BookRow["status"],
  partner: string | null,
  customer: string | null,
  productKey: string,
  offerKey: string | null,
  dateEnded: number | null,
];

/**
 * An id of a row that is not joined by it, and the number of that row where it stands for another of ours; null where the
 * row is told by itself.
 */
export type NameLine = [key: string, elsewhere: number | null];
export const isName = (line: BookLine | NameLine): line is NameLine => typeof line[0] === "string";

/** A row of the book as a line. */
export const bookLine = ({ row, status, productKey, ...said }: BookRow): BookLine & Json => [
  row,
  said.entitlementId ?? null,
  said.ownId ?? null,
  status,
  said.partner ?? null,
  said.customer ?? null,
  productKey,
  said.offerKey ?? null,
  said.dateEnded ?? null,
];

/** And back. */
export function bookFrom(joinedBy: JoinedBy, line: BookLine): BookRow {
  const [row, entitlementId, ownId, status, partner, customer, productKey, offerKey, dateEnded] = line;
  return {
    row,
    key: (joinedBy === "entitlementId" ? entitlementId : ownId) ?? "",
    status,
    productKey,
    ...(entitlementId !== null && { entitlementId }),
    ...(ownId !== null && { ownId }),
    ...(partner !== null && { partner }),
    ...(customer !== null && { customer }),
    ...(offerKey !== null && { offerKey }),
    ...(dateEnded !== null && { dateEnded }),
  };
}

type OurLine = [
  entitlementId: string,
  ownId: string | null,
  status: string,
  partner: string,
  customer: string | null,
  productKey: string,
  offerKey: string | null,
  updated: number,
];

/** One of ours as a line. */
export const ourLine = (ours: OurRow): OurLine & Json => [
  ours.entitlementId,
  ours.ownId,
  ours.status,
  ours.partner,
  ours.customer,
  ours.productKey,
  ours.offerKey,
  ours.updated,
];

/** And back. */
export function ourFrom(line: OurLine): OurRow {
  const [entitlementId, ownId, status, partner, customer, productKey, offerKey, updated] = line;
  return { entitlementId, ownId, status, partner, customer, productKey, offerKey, updated };
}
