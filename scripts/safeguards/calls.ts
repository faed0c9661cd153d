// Between begin and complete: the merchant and whoever asks it.
import type { Safeguard } from "./safeguard.ts";

const FILE = "test/failpoints/calls.test.ts";

export const CALLS: readonly Safeguard[] = [
  {
    name: "What is owed to a merchant keeps its `requestId`",
    failpoint: "`afterMerchantCall`",
    file: FILE,
    test: "between answer and complete: a termination that is repeated has no second effect at the merchant",
    without: "The merchant takes the repetition for a second order.",
    mutation: {
      file: "src/entitlement/machine/revoke.ts",
      text: "terminateTask(operation.requestId, ",
      instead: "terminateTask(crypto.randomUUID(), ",
    },
  },
  {
    name: "The resolver asks about the request that is in doubt",
    failpoint: "`afterMerchantCall`",
    file: FILE,
    test: "between answer and complete: the question after a lost answer is about that very request",
    without: "The platform drops a change that the merchant has made.",
    mutation: {
      file: "src/entitlement/request.ts",
      text: "about: { operation: asked.operation, requestId, immediate },",
      instead: "about: { operation: asked.operation, requestId: crypto.randomUUID(), immediate },",
    },
  },
  {
    name: "Call and `complete` are one promise, given to `waitUntil` at once",
    failpoint: "`afterMerchantCall`",
    file: FILE,
    test: "between answer and complete: nobody waits any more, and the answer is told all the same",
    without: "A client that hangs up takes the merchant's answer with it.",
    mutation: {
      file: "src/operations/run.ts",
      text: "  runner.ctx.waitUntil(done.catch(() => undefined).then(() => flushWhenDue(runner.env)));\n",
      instead: "",
    },
  },
  {
    name: "An answer is decided against the state as it is now",
    failpoint: "`afterMerchantCall`",
    file: FILE,
    test: "between answer and complete: an answer is decided against the record as it has become",
    without: "A suspended entitlement becomes `ACTIVE-ENDING`, which no table allows.",
    mutation: {
      file: "src/entitlement/machine/effect.ts",
      text: 'if (state.status === "ACTIVE" && date > stamp.now)',
      instead: "if (date > stamp.now)",
    },
  },
  {
    name: "An `unknown` counts from the current owner only",
    failpoint: "a Worker held up before `complete`",
    file: FILE,
    test: "before complete: a Worker of the past that knows nothing does not reset the resolver that replaced it",
    without: "Late Workers push the resolver's schedule ahead of them and take its work away.",
    mutation: {
      file: "src/entitlement/verbs.ts",
      text: '  if (outcome.kind === "unknown" && epoch !== operation.epoch) return recordAnswer(core.state, side, now);\n',
      instead: "",
    },
  },
  {
    name: "A hand-over is under a lease",
    failpoint: "`beforeHandOver`",
    file: FILE,
    test: "before the call: a hand-over that is lost is made again to a new owner",
    without: "An operation in doubt whose message is lost stays in doubt.",
    mutation: {
      file: "src/entitlement/machine/time.ts",
      text: "epoch: operation.epoch + 1, attempt, dueAt: leaseUntil(attempt, now) };",
      instead: "epoch: operation.epoch + 1, attempt, dueAt: null };",
    },
  },
  {
    name: "A key in doubt remembers the doubt",
    failpoint: "`afterMerchantCall`",
    file: FILE,
    test: "between answer and complete: whoever repeats a command in doubt hears that it is, and then how it ended",
    without: "A reseller that asks again hears 200 for a change that may never have happened.",
    mutation: {
      file: "src/entitlement/core.ts",
      text: "this.apply(overdue, now, operation && doubtOf(overdue.state, operation.actor.side, now));",
      instead: "this.apply(overdue, now);",
    },
  },
];
