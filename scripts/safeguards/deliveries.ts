// Between the object and the reseller's endpoint.
import type { Safeguard } from "./safeguard.ts";

const FILE = "test/failpoints/deliveries.test.ts";

export const DELIVERIES: readonly Safeguard[] = [
  {
    name: "A dispatch is under a lease",
    failpoint: "`beforeSend`",
    file: FILE,
    test: "before send: a message that is lost is sent again when its lease is over",
    without: "A message that the queue loses is a notification that is lost.",
    mutation: {
      file: "src/entitlement/outbox.ts",
      text: "dueAt: now + leaseMs(dispatches),",
      instead: "dueAt: now + 1e12 * leaseMs(dispatches),",
    },
  },
  {
    name: "`take` before post",
    failpoint: "a message held up after `afterSend`, and doubled",
    file: FILE,
    test: "after send: a message that comes after its dispatch was replaced, or once more, posts nothing",
    without: "Every late message of the queue is one more post to the reseller.",
    mutation: {
      file: "src/entitlement/deliveries.ts",
      text: "const current = owed?.notification?.dispatchId === dispatchId ? owed : undefined;",
      instead: "const current = owed;",
    },
  },
  {
    name: "One in flight per entitlement",
    failpoint: "`afterTake`",
    file: FILE,
    test: "after take: while one is on its way no other of the same entitlement is",
    without: "A reseller hears of a suspension before it hears of the activation.",
    mutation: {
      file: "src/entitlement/core.ts",
      text: "const front = this.journal.owed()[0];",
      instead:
        'const front = this.journal.owed().find((one) => one.notification?.state === "waiting" && one.notification.dueAt <= now);',
    },
  },
  {
    name: "A failure counts only from the current dispatch",
    failpoint: "`beforeReport`",
    file: FILE,
    test: "before report: a failure that comes after the lease does not end the dispatch that replaced it",
    without: "A consumer of the past reschedules what another one is sending: two are on their way.",
    mutation: {
      file: "src/entitlement/outbox.ts",
      text: "  if (!report.ok && notification.dispatchId !== dispatchId) return notification;\n",
      instead: "",
    },
  },
  {
    name: "A success counts from any dispatch",
    failpoint: "`beforeReport`",
    file: FILE,
    test: "before report: a success that comes after the lease counts, and nothing is posted again",
    without: "An endpoint slower than the lease gets the same notification again and again.",
    mutation: {
      file: "src/entitlement/outbox.ts",
      text: "if (!report.ok && notification.dispatchId !== dispatchId) return notification;",
      instead: "if (notification.dispatchId !== dispatchId) return notification;",
    },
  },
];
