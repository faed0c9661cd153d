// One line of a file for an import: an entitlement as another system has it, shaped like the API's records, so that what one
// platform exports another can import. Null is absent; what this platform makes itself is let through and not looked at.
import * as z from "zod";
import { ExtensionData, key, time } from "../../entitlement/fields";
import { IMPORT_SIDES, IMPORTABLE } from "../../entitlement/machine/imported";
import { text } from "../../shared/text";

const optional = <T extends z.ZodType>(schema: T, about: string) =>
  schema
    .nullish()
    .transform((value) => value ?? null)
    .describe(about);

const sides = z.enum(IMPORT_SIDES, { error: `Must be one of ${IMPORT_SIDES.join(", ")}.` });

const Reason = z.strictObject({
  category: key,
  code: key,
  description: text(1000)
    .nullish()
    .transform((value) => value ?? null),
});

const status = z.enum(IMPORTABLE, {
  error: ({ input }) =>
    input === "FAILED"
      ? "FAILED cannot be imported: find out first what became of it at the merchant."
      : `Must be one of ${IMPORTABLE.join(", ")}.`,
});

/** What this platform makes itself: as in a record that it exported. */
const OURS = [
  "entitlementDisplayName",
  "environment",
  "resellerKey",
  "dateLastUpdated",
  "version",
  "waitingOn",
  "waitingUntil",
  "allowedActions",
  "parameters",
] as const;

const build = () =>
  z.strictObject({
    status: status.describe("Its status. `FAILED` cannot be imported."),
    customerIdentifier: key.describe("The customer, as the reseller names it."),
    merchantAccountKey: key.describe("There has to be a route to this merchant."),
    productKey: key.describe("A product of the merchant's in the catalogue."),
    offerKey: optional(key, "An offer of the product's."),
    entitlementId: optional(
      key,
      "Its id in the system that it comes from. The first choice for recognising it again; it gets an id of its own here.",
    ),
    externalEntitlementId: optional(
      key,
      "The reseller's own id; the second choice for recognising it again.",
    ),
    merchantEntitlementId: optional(
      key,
      "The merchant's own id. Without it the merchant is asked about the new `entitlementId`, which it does not know.",
    ),
    sharedCustomerId: optional(
      key,
      "The pseudonym by which the merchant knows the customer: kept. Without it the customer's own, or a new one.",
    ),
    platformUserId: optional(key, "The customer's pseudonym for all merchants: kept in the same way."),
    notificationUrl: optional(
      z.string().min(1, "Must not be empty."),
      "Required unless the reseller has a default or it has ended.",
    ),
    activationCode: optional(text(1024), "The code that the customer was given."),
    dateCreated: optional(time, "In the past; without it the earliest of the other dates, or now."),
    dateActivated: optional(
      time,
      "In the past; without it `dateCreated`, unless it is `PENDING` or has ended.",
    ),
    dateSuspended: optional(time, "In the past."),
    dateResumed: optional(time, "In the past."),
    dateExpiry: optional(time, "When it expires by itself; in the future unless it has ended."),
    dateEnded: optional(
      time,
      "Required for `ACTIVE-ENDING`, in the future; for `CANCELLED` and `REVOKED`, in the past.",
    ),
    terminationReason: optional(
      Reason,
      "`{ category, code, description }`, where it is ending or has ended; without it the default of the verb.",
    ),
    suspendedBy: optional(sides, "Who may resume it: `RESELLER` (without it) or `MERCHANT`."),
    endingBy: optional(sides, "Whose cancellation it is: `RESELLER` (without it) may undo it, `MERCHANT`."),
    extensionData: optional(ExtensionData, "The reseller's own data: up to 50 scalars, 8 KiB."),
    merchantExtensionData: optional(ExtensionData, "The merchant's own data, likewise."),
    ...ours(),
  });

const ours = () => {
  const ignored = z.unknown().optional();
  return Object.fromEntries(OURS.map((name) => [name, ignored])) as Record<
    (typeof OURS)[number],
    typeof ignored
  >;
};

let built: ReturnType<typeof build> | null = null;

/** The schema of a line; built when the first one is read. */
export const ImportRecord = (): ReturnType<typeof build> => (built ??= build());
export type ImportRecord = Omit<z.infer<ReturnType<typeof build>>, (typeof OURS)[number]>;

/** A record without what is not looked at. */
export function withoutOurs(record: z.infer<ReturnType<typeof build>>): ImportRecord {
  const names: readonly string[] = OURS;
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name))) as ImportRecord;
}

/** The fields with what is said of them, for the documentation. */
export const importFields = (): { name: string; about: string; required: boolean }[] =>
  Object.entries(ImportRecord().shape).flatMap(([name, schema]) => {
    const about = schema.description;
    return about === undefined ? [] : [{ name, about, required: !schema.safeParse(undefined).success }];
  });

/** The members that are let through and not looked at. */
export const IGNORED_FIELDS: readonly string[] = OURS;
