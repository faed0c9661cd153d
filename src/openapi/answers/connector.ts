// Connectors as operators see them: the versions of a merchant's, and what came of a trial.
import * as z from "zod";
import type { ShownVersion } from "../../onboarding/versions";
import { durationMs, Environment, free, name, of, time } from "./fields";

/** One version of a merchant's connector. */
export const ConnectorVersion = of<ShownVersion>()(
  z.object({
    version: z.int(),
    type: z.string().meta({ description: "The kind of connector.", examples: ["http"] }),
    created: time("When it was applied; null: before this was kept.").nullable(),
    current: z.boolean().meta({ description: "Whether new operations run on it." }),
  }),
);

/** The versions of a merchant's connector. */
export const ConnectorVersions = z.object({
  environment: Environment,
  merchantAccountKey: name("The merchant.", "MUSIC"),
  versions: z.array(ConnectorVersion).meta({ description: "Newest first." }),
});

const headers = z.record(z.string(), z.string());

/** What a connector sends, and how an answer is understood. */
export const Trial = z.object({
  request: z
    .object({
      method: z.string(),
      url: z.string(),
      headers,
      body: z.string().nullable(),
    })
    .nullable()
    .meta({ description: "Secrets are masked. Null: the merchant need not be asked." }),
  response: z
    .object({
      status: z.int(),
      headers,
      body: z.string(),
      durationMs,
    })
    .nullable()
    .meta({ description: "Null where nothing was sent, or nothing came." }),
  outcome: free("How the answer was understood; `kind` says what it comes to.").nullable(),
  rule: z.int().nullable().meta({ description: "The response rule that matched, counted from 0." }),
});
