// The words for what can become of a row. Every row of the file gets exactly one, and so does every entitlement that the
// file should have and has not.

export const CLASSES = [
  "OK",
  "PRODUCT_DIFFERS",
  "STATUS_DIFFERS",
  "CUSTOMER_DIFFERS",
  "SEVERAL_DIFFER",
  "MISSING_HERE",
  "MISSING_THERE",
  "CHANGED_SINCE",
  "DUPLICATE",
  "MALFORMED",
  "OTHER_MERCHANT",
] as const;
export type Class = (typeof CLASSES)[number];

/** What is compared. The product is the merchant's, so a row at another merchant has another product. */
export const ASPECTS = ["product", "status", "customer"] as const;
export type Aspect = (typeof ASPECTS)[number];

const SINGLE: Record<Aspect, Class> = {
  product: "PRODUCT_DIFFERS",
  status: "STATUS_DIFFERS",
  customer: "CUSTOMER_DIFFERS",
};

/** The class of a row that is in both books. */
export function classOf(differing: readonly Aspect[]): Class {
  const [first, second] = differing;
  return first === undefined ? "OK" : second === undefined ? SINGLE[first] : "SEVERAL_DIFFER";
}
