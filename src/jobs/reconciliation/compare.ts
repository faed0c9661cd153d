// One row of the book against what is here. What the book leaves empty is not compared.
import type { BookRow } from "./bookRow";
import type { Aspect } from "./classes";
import type { OurRow } from "./ourRow";

/** What differs, in the order of the words for it. */
export function differing(book: BookRow, ours: OurRow): Aspect[] {
  const aspects: Aspect[] = [];
  if (isOtherProduct(book, ours)) aspects.push("product");
  if (book.status !== ours.status) aspects.push("status");
  if (book.customer !== undefined && book.customer !== ours.customer) aspects.push("customer");
  return aspects;
}

/** Sold by another organisation, which no call changes. */
export const isElsewhere = (book: BookRow, ours: Pick<OurRow, "partner">): boolean =>
  book.partner !== undefined && book.partner !== ours.partner;

const isOtherProduct = (book: BookRow, ours: OurRow): boolean =>
  book.productKey !== ours.productKey ||
  (book.offerKey !== undefined && book.offerKey !== ours.offerKey) ||
  isElsewhere(book, ours);
