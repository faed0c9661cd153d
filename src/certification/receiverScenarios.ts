// What a reseller's receiver has to survive, one row per scenario. Only the answers can be seen: their status and how long
// they took. What a receiver does with a notification is its own; so each row says what is not checked.
import type { AttemptResult } from "../callbacks/deliver";
import { failed, passed, type Finding, type Told } from "./finding";
import type { Stage } from "./receiverStage";
import { strangerSecrets } from "./strangerSecrets";

export interface ReceiverScenario extends Told {
  group: "RECEIVER";
  play: (stage: Stage) => Promise<Finding>;
}

/** Enough to meet a receiver that works before it answers, few enough for every connection to be open at once. */
const BURST = 5;
/** Beyond what receivers allow (five minutes, as Standard Webhooks has it). */
const STALE_MS = 10 * 60_000;
/** Most receivers have begun by then, and few have answered. */
const CUT_OFF_MS = 100;
/** The first retry of a notification comes later still. */
const BEFORE_RETRY_MS = 1_000;

const row = (
  scenario: string,
  title: string,
  checked: string,
  play: ReceiverScenario["play"],
): ReceiverScenario => ({ scenario, group: "RECEIVER", title, checked, play });

/** Without it nothing else says anything: an endpoint that refuses everything would refuse a forgery, too. */
export const VALID = row(
  "VALID",
  "A valid notification",
  "It is answered with 2xx within 15 seconds. What the receiver does with it is not seen.",
  async ({ sample, post }) => accepted(await post(sample())),
);

export const RECEIVER_SCENARIOS: readonly ReceiverScenario[] = [
  row(
    "BURST",
    "Several at the same moment",
    `${BURST} notifications of different entitlements at once are each answered with 2xx within 15 seconds. ` +
      "How slow the receiver gets under more load is not seen.",
    async ({ sample, post }) =>
      accepted(...(await Promise.all(Array.from({ length: BURST }, () => post(sample()))))),
  ),
  row(
    "DUPLICATE",
    "The same notification twice",
    "Both are answered with 2xx. That the second has no effect is not seen.",
    async ({ sample, post }) => {
      const one = sample();
      return accepted(await post(one), await post(one, { what: "again" }));
    },
  ),
  row(
    "OLDER_VERSION",
    "An older version after a newer one",
    "Versions 1, 2 and then 1 again are answered with 2xx. That the last one is ignored is not seen.",
    async ({ sample, post }) => {
      const first = sample();
      const results = [await post(first), await post(sample(2, first.entitlementId))];
      return accepted(...results, await post(first, { what: "again" }));
    },
  ),
  row(
    "RETRY",
    "A retry after a failed attempt",
    `The first attempt is given up after ${CUT_OFF_MS} ms, as if it had failed; its answer does not count. The second, ` +
      "with the same webhook-id and a new timestamp and signature, is answered with 2xx. A 500 of the receiver's own " +
      "cannot be brought about from outside; that a retry is processed is not seen.",
    async ({ sample, post }) => {
      const one = sample();
      await post(one, { what: "given up", timeoutMs: CUT_OFF_MS });
      await scheduler.wait(BEFORE_RETRY_MS);
      return accepted(await post(one, { what: "retry" }));
    },
  ),
  row(
    "ROTATION",
    "Two signatures while a secret is rotated",
    "With a signature of an unknown secret before or behind the known one it is answered with 2xx.",
    async ({ sample, post }) =>
      accepted(
        ...(await Promise.all([
          post(sample(), { what: "unknown secret first", secrets: behindStrangers }),
          post(sample(), { what: "unknown secret last", secrets: beforeStrangers }),
        ])),
      ),
  ),
  row(
    "UNKNOWN_FIELDS",
    "Fields that are not known yet",
    "A notification with two fields more is answered with 2xx. That they are ignored is not seen.",
    async ({ sample, post }) => {
      const one = sample();
      const more = { ...JSON.parse(one.body), fieldOfALaterRelease: "new", another: { nested: [1, null] } };
      return accepted(await post({ ...one, body: JSON.stringify(more) }));
    },
  ),
  row(
    "BAD_SIGNATURE",
    "A forgery",
    "Signed with a stranger's secret, changed after signing, or not signed at all, it is answered, and not with 2xx.",
    async ({ sample, post }) =>
      refused(
        ...(await Promise.all([
          post(sample(), { what: "a stranger's secret", secrets: strangerSecrets }),
          post(sample(), { what: "changed after signing", signedBody: sample().body }),
          post(sample(), { what: "no signature", secrets: () => [] }),
        ])),
      ),
  ),
  row(
    "STALE_TIMESTAMP",
    "A replay of an old one",
    `With a valid signature and a timestamp ${STALE_MS / 60_000} minutes old it is answered, and not with 2xx.`,
    async ({ sample, post }) => refused(await post(sample(), { what: "old timestamp", ageMs: STALE_MS })),
  ),
];

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
