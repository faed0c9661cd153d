// The report of a certification: dated, with a verdict and its findings; kept as one row when the run is over. A run that
// dies on its way has left nothing behind, so whoever asked asks again.
import { keepCertification, listCertifications, readCertification } from "../projection/certifications";
import { clock, iso } from "../shared/clock";
import { verdict, type Result, type ScenarioFinding } from "./finding";
import { timeOrderedId } from "./timeOrderedId";

/** Whose it is: a reseller or a merchant of the sandbox. */
export interface Owner {
  party: "RESELLER" | "MERCHANT";
  key: string;
}

export interface Summary {
  certificationId: string;
  /** When it began. */
  date: string;
  durationMs: number;
  environment: "sandbox";
  party: Owner["party"];
  organisation: string;
  /** The URL that was played against. */
  subject: string;
  result: Result;
  passed: number;
  failed: number;
  notCovered: number;
}

export interface Report extends Summary {
  scenarios: ScenarioFinding[];
}

type Env = Parameters<typeof keepCertification>[0];

const nameOf = ({ party, key }: Owner): string => `sandbox:${party}:${key}`;

/** Plays, composes and keeps. */
export async function certified(
  env: Env,
  owner: Owner,
  subject: string,
  play: () => Promise<ScenarioFinding[]>,
): Promise<Report> {
  const startedAt = clock.now();
  const scenarios = await play();
  const count = (wanted: Result): number => scenarios.filter(({ result }) => result === wanted).length;
  const summary: Summary = {
    certificationId: timeOrderedId(startedAt),
    date: iso(startedAt),
    durationMs: clock.now() - startedAt,
    environment: "sandbox",
    party: owner.party,
    organisation: owner.key,
    subject,
    result: verdict(scenarios),
    passed: count("PASSED"),
    failed: count("FAILED"),
    notCovered: count("NOT_COVERED"),
  };
  await keepCertification(env, nameOf(owner), {
    id: summary.certificationId,
    summary: JSON.stringify(summary),
    scenarios: JSON.stringify(scenarios),
  });
  return { ...summary, scenarios };
}

/** The summaries of a party's reports as JSON texts, the newest first. */
export const summariesOf = (env: Env, owner: Owner): Promise<string[]> =>
  listCertifications(env, nameOf(owner));

/** A report as it was made; null where the party has none of that id. */
export async function reportOf(env: Env, owner: Owner, id: string): Promise<Report | null> {
  const kept = await readCertification(env, nameOf(owner), id);
  return kept && { ...JSON.parse(kept.summary), scenarios: JSON.parse(kept.scenarios) };
}
