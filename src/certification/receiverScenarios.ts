// How each scenario for a receiver is played, and how its answers are judged.
import type { AttemptResult } from "../callbacks/deliver";
import { failed, passed, type Finding } from "./finding";
import type { Stage } from "./receiverStage";
import { BURST, CUT_OFF_MS, STALE_MS, type RECEIVER_TOLD, type VALID } from "./receiverTold";
import { strangerSecrets } from "./strangerSecrets";

type Play = (stage: Stage) => Promise<Finding>;
type Scenario = (typeof VALID | (typeof RECEIVER_TOLD)[number])["scenario"];

/** The first retry of a notification comes later still. */
const BEFORE_RETRY_MS = 1_000;

export const RECEIVER_PLAYS: Record<Scenario, Play> = {
  VALID: async ({ sample, post }) => accepted(await post(sample())),

  BURST: async ({ sample, post }) =>
    accepted(...(await Promise.all(Array.from({ length: BURST }, () => post(sample()))))),

  async DUPLICATE({ sample, post }) {
    const one = sample();
    return accepted(await post(one), await post(one, { what: "again" }));
  },

  async OLDER_VERSION({ sample, post }) {
    const first = sample();
    const results = [await post(first), await post(sample(2, first.entitlementId))];
    return accepted(...results, await post(first, { what: "again" }));
  },

  async RETRY({ sample, post }) {
    const one = sample();
    await post(one, { what: "given up", timeoutMs: CUT_OFF_MS });
    await scheduler.wait(BEFORE_RETRY_MS);
    return accepted(await post(one, { what: "retry" }));
  },

  ROTATION: async ({ sample, post }) =>
    accepted(
      ...(await Promise.all([
        post(sample(), { what: "unknown secret first", secrets: behindStrangers }),
        post(sample(), { what: "unknown secret last", secrets: beforeStrangers }),
      ])),
    ),

  async UNKNOWN_FIELDS({ sample, post }) {
    const one = sample();
    const more = { ...JSON.parse(one.body), fieldOfALaterRelease: "new", another: { nested: [1, null] } };
    return accepted(await post({ ...one, body: JSON.stringify(more) }));
  },

  BAD_SIGNATURE: async ({ sample, post }) =>
    refused(
      ...(await Promise.all([
        post(sample(), { what: "a stranger's secret", secrets: strangerSecrets }),
        post(sample(), { what: "changed after signing", signedBody: sample().body }),
        post(sample(), { what: "no signature", secrets: () => [] }),
      ])),
    ),

  STALE_TIMESTAMP: async ({ sample, post }) =>
    refused(await post(sample(), { what: "old timestamp", ageMs: STALE_MS })),
};

const behindStrangers = (own: readonly string[]): string[] => [...strangerSecrets(own), ...own];
const beforeStrangers = (own: readonly string[]): string[] => [...own, ...strangerSecrets(own)];

function accepted(...results: AttemptResult[]): Finding {
  const wrong = results.find(({ ok }) => !ok);
  if (wrong !== undefined) return failed(`${said(wrong)} It has to be 2xx.`);
  const slowest = Math.max(...results.map(({ durationMs }) => durationMs));
  return passed(`Answered with ${statuses(results)}, the slowest after ${slowest} ms.`);
}

function refused(...results: AttemptResult[]): Finding {
  const taken = results.find(({ ok }) => ok);
  if (taken !== undefined) return failed(`${said(taken)} It has to be refused: verify before you answer.`);
  const silent = results.find(({ status }) => status === null);
  if (silent !== undefined) return failed(`${said(silent)} It has to be answered, with 400 or 401.`);
  return passed(`Refused with ${statuses(results)}.`);
}

const statuses = (results: readonly AttemptResult[]): string =>
  [...new Set(results.map(({ status }) => status))].join(", ");

function said({ status, error, answer, durationMs }: AttemptResult): string {
  if (status !== null) return `Answered with ${status}.`;
  if (error === "TIMEOUT") return `No answer within ${Math.round(durationMs / 1_000)} s.`;
  return `No answer: ${error}${answer === null ? "." : `, ${answer}`}`;
}
