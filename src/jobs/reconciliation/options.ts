// What a reconciliation can be told, in the query and in the console's form.
import * as z from "zod";
import { text } from "../../shared/text";
import type { OptionField } from "../kind";
import { bookDate } from "./bookDate";
import { JOINED_BY } from "./bookRow";

const asOf = z.string().transform((value, context) => {
  const at = bookDate(value);
  if (at !== null) return at;
  context.addIssue("Must be an ISO 8601 time, for example 2030-01-31T04:00:00Z.");
  return z.NEVER;
});

/** As it is kept with the job. */
export const Options = z.object({
  type: z.enum(["active", "all"]),
  merchant: z.string().nullable(),
  asOf: z.number().nullable(),
  joinedBy: z.enum(JOINED_BY),
});
export type Options = z.infer<typeof Options>;

/** As it is given. */
export const query = () =>
  z
    .strictObject({
      type: z.enum(["active", "all"], { error: "Must be active or all." }).default("active"),
      merchant: text(255).optional(),
      asOf: asOf.optional(),
      joinedBy: z.enum(JOINED_BY, { error: `Must be one of ${JOINED_BY.join(", ")}.` }).optional(),
    })
    .transform(({ type, merchant = null, asOf: at = null, joinedBy = "entitlementId" }): Options => ({
      type,
      merchant,
      asOf: at,
      joinedBy,
    }));

export const fields: readonly OptionField[] = [
  {
    name: "type",
    label: "Your book holds",
    help: "active: everything that has not ended. all: what has ended, too.",
    choices: ["active", "all"],
  },
  { name: "merchant", label: "One merchant only", help: "A reseller's book: the merchant's account key." },
  {
    name: "asOf",
    label: "Written at",
    help: "UTC, for example 2030-01-31 04:00. What changed later is no difference.",
  },
  {
    name: "joinedBy",
    label: "Rows are found by",
    help: "merchantEntitlementId: a merchant's book that has only its own ids.",
    choices: JOINED_BY,
  },
];

/** Why a party cannot ask for this. */
export function refusalOf(
  party: string,
  { merchant, joinedBy }: Options,
): { path: string; message: string } | null {
  if (party === "MERCHANT" && merchant !== null)
    return { path: "merchant", message: "Belongs to a reseller's book." };
  if (party === "RESELLER" && joinedBy !== "entitlementId")
    return { path: "joinedBy", message: "A reseller's book is joined by entitlementId." };
  return null;
}
