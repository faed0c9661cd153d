// Export: everything that a reseller has, or that a merchant sees, as one file. What a reseller exports can be imported.
import { columnsOf } from "../../reports/columns";
import type { JobFacts, JobKind } from "../kind";
import { EXPORT_FIELDS, exportOptions, type ExportOptions } from "./options";
import { exportStep } from "./step";

export const exportKind: JobKind = {
  name: "export",
  title: "Export",
  about: "Everything that there is, as a file.",
  parties: ["RESELLER", "MERCHANT"],
  dryRun: null,
  options: exportOptions,
  fields: EXPORT_FIELDS,
  file: null,
  results: [
    { name: "entitlements.ndjson", about: "Records as the API has them, one per line." },
    {
      name: "entitlements.csv",
      about: "With format=csv, instead: the columns of the reports.",
      columns: columnsOf("AR", "RESELLER"),
    },
  ],
  refusal,
  step: exportStep,
};

/** A filter names the other party. */
function refusal({ owner, options }: Pick<JobFacts, "owner" | "options">) {
  const { merchantAccountKey, resellerKey } = options as unknown as ExportOptions;
  if (owner.party === "RESELLER" && resellerKey !== undefined)
    return { path: "resellerKey", message: "Is a merchant's filter; a reseller's is merchantAccountKey." };
  if (owner.party === "MERCHANT" && merchantAccountKey !== undefined)
    return { path: "merchantAccountKey", message: "Is a reseller's filter; a merchant's is resellerKey." };
  return null;
}
