// What may be said of an export.
import * as z from "zod";
import { key } from "../../entitlement/fields";
import { STATUSES } from "../../entitlement/state";
import type { OptionField } from "../kind";

const FORMATS = ["ndjson", "csv"] as const;

const statuses = z
  .string()
  .transform((text) => text.split(",").map((one) => one.trim()))
  .pipe(z.array(z.enum(STATUSES, { error: `Must be of ${STATUSES.join(", ")}, with commas between.` })));

const build = () =>
  z.strictObject({
    merchantAccountKey: key.optional(),
    resellerKey: key.optional(),
    status: statuses.optional(),
    format: z.enum(FORMATS).default("ndjson"),
  });
export type ExportOptions = z.infer<ReturnType<typeof build>>;

/** The query. */
export const exportOptions = (): z.ZodType<ExportOptions> => build();

/** The same for the console's form. */
export const EXPORT_FIELDS: readonly OptionField[] = [
  {
    name: "status",
    label: "Only in these statuses",
    help: "With commas between, for example ACTIVE,SUSPENDED.",
  },
  {
    name: "format",
    label: "Format",
    choices: FORMATS,
    help: "NDJSON can be imported; CSV has the columns of the reports.",
  },
];
