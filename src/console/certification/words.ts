// What certifications are called on their pages, and where they are.
import type { Result } from "../../certification/finding";
import type { BadgeTone } from "../components/Badge";
import type { SignedIn } from "../page";

export const PATH = "/console/certification";

/** Where the API has a party's own. */
export const apiOf = ({ who }: Pick<SignedIn, "who">): string =>
  `${who.caller.side === "MERCHANT" ? "/merchant" : ""}/v1/sandbox/certification`;

export const RESULTS: Record<Result, [tone: BadgeTone, words: string]> = {
  PASSED: ["good", "Passed"],
  FAILED: ["bad", "Failed"],
  NOT_COVERED: ["paused", "Not covered"],
};
