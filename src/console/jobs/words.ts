// What the pages of jobs have in common: where they are, where the API is, and the words for states.
import type { Party } from "../../api/authenticate";
import { erasure } from "../../jobs/erasure/erasure";
import type { JobKind } from "../../jobs/kind";
import { KINDS } from "../../jobs/registry";
import type { Stage } from "../../jobs/state";
import type { BadgeTone } from "../components/Badge";
import { partyOf } from "../care/record";
import type { SignedIn } from "../page";

export const PATH = "/console/jobs";

const ROOTS: Record<Party, string> = {
  RESELLER: "/v1/jobs",
  MERCHANT: "/merchant/v1/jobs",
  OPERATOR: "/admin/v1/jobs",
};

/** The API's path of a party's jobs. */
export const rootOf = (visit: SignedIn): string => ROOTS[partyOf(visit)];

export const STATE_WORDS: Record<Stage, [tone: BadgeTone, words: string]> = {
  WAITING: ["plain", "Waits for its turn"],
  RUNNING: ["waiting", "Running"],
  DONE: ["good", "Done"],
  FAILED: ["bad", "Failed"],
  CANCELLED: ["over", "Cancelled"],
};

/** Kinds that a party may start here; operators start them for others. An erasure has a route of its own. */
export const kindsFor = (party: Party): JobKind[] =>
  KINDS.filter((kind) => kind !== erasure && (party === "OPERATOR" || kind.parties.includes(party)));

/** A kind's name for people; one that this release does not know has only its own. */
export const titleOf = (name: string): string => KINDS.find((kind) => kind.name === name)?.title ?? name;
