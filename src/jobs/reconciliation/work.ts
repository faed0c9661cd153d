// What every phase needs to know of its job, taken from it once per step.
import type { Party } from "./columns";
import type { StepContext } from "../kind";
import { Options } from "./options";
import { partitionOf, partitionsFor } from "./shuffle";
import type { BookTerms } from "./bookRow";
import type { Scope } from "./ourRow";

export interface Work {
  context: StepContext;
  party: Party;
  environment: "sandbox" | "live";
  /** The key of the organisation whose book it is. */
  owner: string;
  terms: BookTerms;
  scope: Scope;
  partitions: number;
  /** Into which partition a row with this id belongs. */
  partitionOf: (key: string) => number;
}

export function workOf(context: StepContext): Work {
  const { owner, upload, options, id } = context.job;
  if (upload === null || owner.environment === null || owner.party === "OPERATOR")
    throw new Error("a reconciliation without a book, or without a party");
  const { type, merchant = null, asOf, joinedBy } = Options.parse(options);
  const partitions = partitionsFor(upload.bytes);
  return {
    context,
    party: owner.party,
    environment: owner.environment,
    owner: owner.key,
    terms: { party: owner.party, format: upload.format, joinedBy },
    scope: { type, merchant, asOf: asOf === undefined ? null : Date.parse(asOf) },
    partitions,
    partitionOf: (key) => partitionOf(key, id, partitions),
  };
}
