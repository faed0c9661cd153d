// Certifications: a list of them in short, and one with every scenario.
import * as z from "zod";
import { GROUPS, RESULTS, type Group, type ScenarioFinding, type Step } from "../../certification/finding";
import type { Report, Summary } from "../../certification/report";
import { CERTIFICATION_ID, count, durationMs, name, of, prose, time, uuid } from "./fields";

const result = z.enum(RESULTS).meta({ description: "`NOT_COVERED`: nothing was seen of it." });
const groups = Object.keys(GROUPS) as [Group, ...Group[]];

/** One post or call, as evidence. */
const step = of<Step>()(
  z.object({
    date: time("When it was made."),
    what: prose("What was sent, or looked up."),
    status: z.int().nullable().meta({ description: "What was answered; null: nothing." }),
    outcome: prose("Why there is no status, or how the answer was understood.").nullable(),
    answer: prose("The beginning of what was answered.").nullable(),
    durationMs,
  }),
);

/** A scenario and what came of it. */
export const CertifiedScenario = of<ScenarioFinding>()(
  z.object({
    scenario: z.string().meta({ description: "Stable: program against it.", examples: ["DUPLICATE"] }),
    group: z.enum(groups).meta({ description: "What it is about." }),
    title: prose("What is played or looked for.", 255),
    checked: prose("What the result is drawn from, and what of it cannot be seen from outside."),
    result,
    required: z.boolean().meta({ description: "Whether the whole is incomplete without it." }),
    reason: prose("Why it has this result."),
    steps: z.array(step),
  }),
);

/** A certification in short. */
export const CertificationSummary = of<Summary>()(
  z.object({
    certificationId: uuid("Of the certification.", CERTIFICATION_ID),
    date: time("When it began."),
    durationMs,
    environment: z.literal("sandbox"),
    party: z.enum(["RESELLER", "MERCHANT"]),
    organisation: name("The key of the organisation.", "TELCO"),
    subject: z.string().meta({
      description: "The URL that was played against.",
      examples: ["https://reseller.example.com/notifications"],
    }),
    result: result.meta({
      description:
        "`FAILED` if anything failed; else `NOT_COVERED` if something is missing that is required; else `PASSED`.",
    }),
    passed: count("Scenarios that passed."),
    failed: count("Scenarios that failed."),
    notCovered: count("Scenarios that were not covered."),
  }),
);

/** A certification with every scenario. */
export const Certification = of<Report>()(
  CertificationSummary.extend({ scenarios: z.array(CertifiedScenario) }),
);
