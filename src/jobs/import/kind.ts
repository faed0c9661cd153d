// Import: entitlements of another system become entitlements here, as they are. To sell is to ask the merchant; to import is
// to be believed, so in live somebody who answers for it, an operator, does it, and anybody may try it dry.
import type { JobFacts, JobKind } from "../kind";
import { IMPORT_FIELDS, importOptions } from "./options";
import { importStep } from "./step";

export const importKind: JobKind = {
  name: "import",
  title: "Import",
  about: "Brings entitlements of another system as they are; no merchant is asked.",
  parties: ["RESELLER"],
  dryRun: true,
  options: importOptions,
  fields: IMPORT_FIELDS,
  file: { formats: ["ndjson"], mostRows: 500_000 },
  results: [
    { name: "imported.ndjson", about: "Each row that was imported, with its id here." },
    { name: "errors.ndjson", about: "Everything that is wrong, by row and field." },
  ],
  refusal: importRefusal,
  step: importStep,
};

/** In live an operator imports on behalf of a reseller. */
export function importRefusal({ owner, by, dryRun }: Pick<JobFacts, "owner" | "by" | "dryRun">) {
  if (dryRun || owner.environment !== "live" || by.party === "OPERATOR") return null;
  const message = "In live an operator imports for you. A dry run (dryRun=true) is yours.";
  return { path: "dryRun", message };
}
