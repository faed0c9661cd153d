// What a reconciliation can be told, in the query and in the console's form.
import * as z from "zod";
import { iso } from "../../shared/clock";
import { text } from "../../shared/text";
import type { OptionField } from "../kind";
import { bookDate } from "./bookDate";
import { JOINED_BY } from "./bookRow";

const time = z.string().transform((value, context) => {
  const at = bookDate(value);
  if (at !== null) return iso(at);
  context.addIssue("Must be an ISO 8601 time, for example 2030-01-31T04:00:00Z.");
  return z.NEVER;
});

const TYPES = ["active", "all"] as const;

/** As it is kept with the job, and shown: `asOf` in ISO 8601. */
export const Options = z.object({
  type: z.enum(TYPES),
  merchant: z.string().optional(),
  asOf: z.string().optional(),
  joinedBy: z.enum(JOINED_BY),
});
export type Options = z.infer<typeof Options>;

/** As it is given. */
export const query = () =>
  z.strictObject({
    type: z.enum(TYPES, { error: `Must be one of ${TYPES.join(", ")}.` }).default("active"),
    merchant: text(255).optional(),
    asOf: time.optional(),
    joinedBy: z
      .enum(JOINED_BY, { error: `Must be one of ${JOINED_BY.join(", ")}.` })
      .default("entitlementId"),
  });

export const fields: readonly OptionField[] = [
  {
    name: "type",
    label: "Your book holds",
    help: "active: everything that has not ended. all: what has ended, too.",
    choices: TYPES,
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
  if (party === "MERCHANT" && merchant !== undefined)
    return { path: "merchant", message: "Belongs to a reseller's book." };
  if (party === "RESELLER" && joinedBy !== "entitlementId")
    return { path: "joinedBy", message: "A reseller's book is joined by entitlementId." };
  return null;
}
