// What can happen to an entitlement, at random: commands from all sides, answers to any call there ever was, time.
import * as fc from "fast-check";
import type { Outcome } from "../../../src/connectors/contract";
import type { VerbCommand } from "../../../src/entitlement/machine/begin";
import type { Confirmation } from "../../../src/entitlement/machine/confirm";
import { SETTLE_OUTCOMES } from "../../../src/entitlement/machine/settle";
import { command, DAY, HOUR, MINUTE, NOW, rejected, SECOND, terminate } from "../fixtures";
import type { Life } from "./life";

export type Move = { run: (life: Life) => void; [fc.toStringMethod]: () => string };
const move = (name: string, run: Move["run"]): Move => ({ run, [fc.toStringMethod]: () => name });

export const dates = [0, SECOND, MINUTE, HOUR, DAY, 40 * DAY].map((ms) => NOW + ms);
const date = fc.constantFrom(...dates);

const given = fc.constantFrom(
  {},
  { merchantEntitlementId: "m-1" },
  { merchantEntitlementId: "m-2", activationCode: "C" },
);

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  given.map((more) => ({ kind: "completed", ...more }) as const),
  date.map((terminationDate) => ({ kind: "completed", terminationDate }) as const),
  fc.constant({ kind: "actionRequired", url: "https://merchant.invalid/1" } as const),
  fc.constant({ kind: "accepted" } as const),
  fc.constantFrom(rejected("MERCHANT_REJECTED"), rejected("MERCHANT_UNAVAILABLE"), rejected("NOT_FOUND")),
  fc.constant({ kind: "unknown", cause: "TIMEOUT" } as const),
);

const verb: fc.Arbitrary<VerbCommand> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...(["suspend", "resume", "undo", "activationInfo"] as const)).map(command),
  },
  { weight: 2, arbitrary: fc.constantFrom(...(["cancel", "revoke"] as const)).map(command) },
  fc
    .constantFrom("STANDARD", "BUNDLE", null)
    .map((offerKey) => ({ verb: "update", change: { offerKey } }) as const),
  date.map((dateExpiry) => ({ verb: "update", change: { dateExpiry } }) as const),
  fc
    .constantFrom("+49", "+50")
    .map((to) => ({ verb: "update", change: { customerIdentifier: to } }) as const),
);

const word: fc.Arbitrary<Confirmation> = fc.oneof(
  given.map((more) => ({ type: "activate", ...more }) as const),
  fc.constant({ type: "reject", reasonCode: "MERCHANT_REJECTED", reasonDescription: null } as const),
  fc.tuple(fc.boolean(), fc.option(date)).map(([immediate, at]) => terminate(immediate, at)),
  fc.constantFrom("suspend", "resume").map((type) => ({ type, reasonDescription: null }) as const),
  fc
    .constantFrom("STANDARD", "BUNDLE")
    .map((offerKey) => ({ type: "update", change: { offerKey }, merchantExtensionData: null }) as const),
  fc.constantFrom("https://merchant.invalid/2", null).map((url) => ({
    type: "notify" as const,
    activation: url === null ? null : { url, expiry: null },
    merchantExtensionData: { url },
    message: null,
  })),
);

const steps = [SECOND, 6 * SECOND, 46 * SECOND, 6 * MINUTE, HOUR, 25 * HOUR, 49 * HOUR, 31 * DAY];

export const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 5,
    arbitrary: verb.map((what) => move(`reseller ${JSON.stringify(what)}`, (life) => life.begin(what))),
  },
  {
    weight: 3,
    arbitrary: word.map((what) => move(`merchant ${JSON.stringify(what)}`, (life) => life.say(what))),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(0, 0, 0, 1, 2, 3), outcome).map(([age, what]) =>
      move(`answer to the call ${age} before the last: ${JSON.stringify(what)}`, (life) => {
        const call = life.calls.at(-1 - age);
        if (call) life.answer(what, call);
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(0, 0, 0, 1, 2), fc.constantFrom("DONE", "NOT_DONE"), fc.option(date))
      .map(([age, what, terminationDate]) =>
        move(`acknowledges the call ${age} before the last: ${what}`, (life) => {
          const call = life.calls.at(-1 - age);
          if (call) life.acknowledge({ outcome: what, terminationDate }, call);
        }),
      ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...steps).map((ms) => move(`${ms} ms`, (life) => life.pass(ms))),
  },
  {
    weight: 1,
    arbitrary: fc.constant(move("operator resumes", (life) => life.begin(command("resume"), "OPERATOR"))),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...SETTLE_OUTCOMES)
      .map((to) => move(`operator: ${to}`, (life) => life.settle(to))),
  },
);
