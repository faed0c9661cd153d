// What a certification finds: one finding per scenario, with the reason in words and the posts or calls behind it.

/** `NOT_COVERED`: nothing was seen of it, so it is neither passed nor failed. */
export const RESULTS = ["PASSED", "FAILED", "NOT_COVERED"] as const;
export type Result = (typeof RESULTS)[number];

/** One post or call, as evidence. */
export interface Step {
  date: string;
  what: string;
  status: number | null;
  /** Why no status came, or how the answer was understood. */
  outcome: string | null;
  /** The beginning of what was answered. */
  answer: string | null;
  durationMs: number;
}

/** What came of playing a scenario. */
export interface Finding {
  result: Result;
  reason: string;
}

/** The same as a scenario says it; an optional one leaves the whole complete without it. */
export type Played = Finding & { optional?: boolean };

/** A scenario as it is told before it is played. */
export interface Told {
  scenario: string;
  group: Group;
  title: string;
  /** What the result is drawn from, and what of it cannot be seen from outside. */
  checked: string;
}

/** What scenarios are about, as their heading says it. */
export const GROUPS = {
  RECEIVER: "What your receiver survives",
  API_USE: "What your use of the API has covered",
  MERCHANT_API: "What your API answers",
} as const;
export type Group = keyof typeof GROUPS;

/** A scenario, told in its order. */
export const told = <Name extends string>(
  group: Group,
  scenario: Name,
  title: string,
  checked: string,
): Told & { scenario: Name } => ({ scenario, group, title, checked });

export interface ScenarioFinding extends Told, Finding {
  /** Whether the whole is incomplete without it. */
  required: boolean;
  steps: Step[];
}

export const passed = (reason: string): Finding => ({ result: "PASSED", reason });
export const failed = (reason: string): Finding => ({ result: "FAILED", reason });
export const notCovered = (reason: string): Finding => ({ result: "NOT_COVERED", reason });

/** One failure fails the whole; it has passed when everything that is required was covered. */
export function verdict(findings: readonly ScenarioFinding[]): Result {
  if (findings.some(({ result }) => result === "FAILED")) return "FAILED";
  const open = findings.some(({ result, required }) => required && result === "NOT_COVERED");
  return open ? "NOT_COVERED" : "PASSED";
}

const MOST_SHOWN = 200;

/** The beginning of an answer, for evidence. */
export const beginning = (answer: string | null): string | null => answer && answer.slice(0, MOST_SHOWN);
