// A row of the uploaded book: checked once, then a few plain values. What is not compared (most dates, the display name)
// is only checked, so that a column in the wrong place is found out.
import * as z from "zod";
import { STATUSES } from "../../entitlement/state";
import { issuesOf } from "../../shared/issues";
import type { Json } from "../../shared/json";
import { text } from "../../shared/text";
import type { Format } from "../kind";
import { bookDate } from "./bookDate";
import { calledBy, COLUMNS, type Party } from "./columns";

/** What the two books are joined by; only a merchant may choose. */
export const JOINED_BY = ["entitlementId", "merchantEntitlementId"] as const;
export type JoinedBy = (typeof JOINED_BY)[number];

/** Whose book, how it is written, and by which id its rows are found. */
export interface BookTerms {
  party: Party;
  format: Format;
  joinedBy: JoinedBy;
}

const key = text(255);
const filled = { error: "Must be filled." };
const date = z.string().transform((value, context) => {
  const at = bookDate(value);
  if (at !== null) return at;
  context.addIssue("Must be dd/MM/yyyy HH:mm:ss (UTC) or ISO 8601.");
  return z.NEVER;
});

const Row = z.object({
  entitlementId: key.transform((id) => id.toLowerCase()).optional(),
  ownId: key.optional(),
  status: z.enum(STATUSES, { error: `Must be one of ${STATUSES.join(", ")}.` }),
  partner: key.optional(),
  customer: key.optional(),
  productKey: z.string(filled).pipe(key),
  offerKey: key.optional(),
  displayName: text(1_000).optional(),
  dateCreated: date.optional(),
  dateActivated: date.optional(),
  dateSuspended: date.optional(),
  dateResumed: date.optional(),
  dateExpiry: date.optional(),
  dateEnded: date.optional(),
});

/** A row that can be compared; what the book does not say is absent. `row` is its number in the file, from 1. */
export type BookRow = { row: number; key: string } & Pick<
  z.infer<typeof Row>,
  "entitlementId" | "ownId" | "status" | "partner" | "customer" | "productKey" | "offerKey" | "dateEnded"
>;

/** What a record has beside the columns: a book made of the API's answers may have it too, and it is not looked at. */
const BESIDE = new Set([
  "responseCode",
  "responseMessage",
  "customerIdentifier",
  "sharedCustomerId",
  "platformUserId",
  "externalEntitlementId",
  "merchantEntitlementId",
  "merchantAccountKey",
  "resellerKey",
  "activationCode",
  "notificationUrl",
  "dateLastUpdated",
  "extensionData",
  "merchantExtensionData",
  "terminationReason",
  "environment",
  "version",
  "waitingOn",
  "waitingUntil",
  "allowedActions",
  "parameters",
]);

/** A row that cannot be compared: why, in one line, and which it is as far as it says. */
export type WrongRow = { wrong: string } & Pick<BookRow, "entitlementId" | "ownId">;

/** The row, or what is wrong with it, by the names that the book uses. */
export function readRow(
  terms: BookTerms,
  row: number,
  value: Readonly<Record<string, Json>>,
): { book: BookRow } | WrongRow {
  const named = namesOf(terms);
  const given: Record<string, Json> = {};
  const wrong: string[] = [];
  for (const [called, one] of Object.entries(value)) {
    const name = named.get(called);
    if (name === undefined) {
      if (terms.format === "csv" || !BESIDE.has(called)) wrong.push(`${called}: Unknown field.`);
    } else if (one !== null && one !== "") given[name] = one;
  }
  const parsed = Row.safeParse(given);
  for (const { path, message } of parsed.success ? [] : issuesOf(parsed.error))
    wrong.push(
      `${calledBy(terms.party, terms.format, path)}: ${given[path] === undefined ? filled.error : message}`,
    );
  for (const name of mandatory(terms))
    if (given[name] === undefined)
      wrong.push(`${calledBy(terms.party, terms.format, name)}: ${filled.error}`);
  if (!parsed.success || wrong.length > 0) return { wrong: wrong.join(" "), ...idsIn(given) };
  const { entitlementId, ownId, status, partner, customer, productKey, offerKey, dateEnded } = parsed.data;
  const joined = terms.joinedBy === "entitlementId" ? entitlementId : ownId;
  return {
    book: {
      row,
      key: joined ?? "",
      entitlementId,
      ownId,
      status,
      partner,
      customer,
      productKey,
      offerKey,
      dateEnded,
    },
  };
}

/** The ids of a row, whatever else is wrong with it. */
function idsIn(given: Readonly<Record<string, Json>>): Pick<BookRow, "entitlementId" | "ownId"> {
  const [entitlementId, ownId] = (["entitlementId", "ownId"] as const).map(
    (name) => Row.shape[name].safeParse(given[name]).data,
  );
  return { ...(entitlementId !== undefined && { entitlementId }), ...(ownId !== undefined && { ownId }) };
}

/** Beside status and product, which the schema asks for. */
const mandatory = ({ party, joinedBy }: BookTerms): string[] => [
  joinedBy === "entitlementId" ? "entitlementId" : "ownId",
  ...(party === "RESELLER" ? ["customer"] : []),
];

const known = new Map<string, ReadonlyMap<string, string>>();

/** From what the book calls a column to what it is called here. */
function namesOf({ party, format }: BookTerms): ReadonlyMap<string, string> {
  const found = known.get(party + format);
  if (found) return found;
  const names = new Map(
    COLUMNS[party].map(({ heading, field, name }) => [format === "csv" ? heading : field, name]),
  );
  known.set(party + format, names);
  return names;
}
