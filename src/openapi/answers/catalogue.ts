// The catalogue as operators see it: the document, and what applying one changes.
import * as z from "zod";
import { KINDS } from "../../onboarding/compile";
import type { ExportedDocument } from "../../onboarding/export";
import type { Change, FieldChange } from "../../onboarding/plan";
import { count, of } from "./fields";

const revision = count("Counts changes of the catalogue; it is the `ETag`, too.");
const items = (what: string) => z.array(z.record(z.string(), z.json())).meta({ description: what });

/** The document: what a file has to hold for there to be nothing to do. */
const ExportedCatalogue = of<ExportedDocument>()(
  z.object({
    merchants: items("Merchants and how they are asked."),
    products: items("Products."),
    routes: items("Which reseller sells for which merchant."),
    resellers: items("Resellers and how they are notified."),
    credentials: items("Who may call."),
  }),
);

/** The catalogue as a document, without secrets. */
export const Catalogue = z.object({ revision, catalogue: ExportedCatalogue });

/** One field that changes; a secret shows as `(secret)`. */
export const ChangedField = of<FieldChange>()(
  z.object({
    path: z.string(),
    from: z.json().meta({ description: "Null: there was none." }),
    to: z.json().meta({ description: "Null: it goes." }),
  }),
);

/** One item that changes. */
export const CatalogueChange = of<Change>()(
  z.object({
    action: z.enum(["create", "change", "remove"]),
    kind: z.enum(KINDS),
    key: z.string().meta({ examples: ["sandbox/MUSIC/MUSIC_PREMIUM"] }),
    fields: z.array(ChangedField),
    liveEntitlements: count("Entitlements that need the item now."),
    strands: z
      .boolean()
      .meta({ description: "Whether they would be left without something that they need." }),
  }),
);

/** What was changed, or would be. */
export const AppliedCatalogue = z.object({
  revision,
  dryRun: z.boolean(),
  changes: z.array(CatalogueChange),
  unchanged: count("Items of the document that are stored just so."),
});
