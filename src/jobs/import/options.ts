// What may be said of an import beside the file.
import * as z from "zod";
import type { OptionField } from "../kind";
import type { Limits } from "./limits";

export interface ImportOptions extends Limits {
  notify: boolean;
}

/** The query. */
export const importOptions = (): z.ZodType<ImportOptions> =>
  z.strictObject({
    notify: z
      .enum(["true", "false"])
      .default("false")
      .transform((text) => text === "true"),
    maxErrorPercent: z.coerce.number().min(0).max(100).default(10),
    maxErrorsInRow: z.coerce.number().int().min(1).max(1_000_000).default(10),
  });

/** The same for the console's form. */
export const IMPORT_FIELDS: readonly OptionField[] = [
  {
    name: "notify",
    label: "Notify the reseller of each entitlement",
    choices: ["false", "true"],
    help: "Usually not: the reseller knows what it brings.",
  },
  {
    name: "maxErrorPercent",
    label: "Stop beyond this share of errors",
    help: "In per cent, once 100 rows were seen; 10.",
  },
  { name: "maxErrorsInRow", label: "Stop at so many errors in a row", help: "10." },
];
