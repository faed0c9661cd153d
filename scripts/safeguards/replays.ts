// Repetitions on request.
import type { Safeguard } from "./safeguard.ts";

const FILE = "test/failpoints/replays.test.ts";

export const REPLAYS: readonly Safeguard[] = [
  {
    name: "A repetition is really sent",
    failpoint: "`beforePost`",
    file: FILE,
    test: "before post: a repetition carries the id that it had, and is really posted",
    without: "The reseller is told that its notifications are sent again, and waits for them.",
    mutation: {
      file: "src/entitlement/replay.ts",
      text: "replay: notification.replay ?? { dispatchId: null, dispatches: 0, dueAt: request.at } };",
      instead: "replay: notification.replay ?? null };",
    },
  },
  {
    name: "A repetition keeps its id",
    failpoint: "`beforePost`",
    file: FILE,
    test: "before post: a repetition carries the id that it had, and is really posted",
    without: "The reseller takes a repetition for another notification, and handles it twice.",
    mutation: {
      file: "src/callbacks/consumer.ts",
      text: "const attempt = { id: notificationId, body, url, traceparent };",
      instead: "const attempt = { id: dispatchId, body, url, traceparent };",
    },
  },
  {
    name: "The newest entry says that an older one is to be repeated",
    failpoint: "`afterCommit`",
    file: FILE,
    test: "after commit: a repetition of an older version is known to an object that died at once",
    without: "The repetition of an older version is lost with the object's memory.",
    mutation: {
      file: "src/entitlement/replaying.ts",
      text: "  core.journal.touch();\n",
      instead: "",
    },
  },
  {
    name: "A repetition is under a lease",
    failpoint: "`beforeSend`",
    file: FILE,
    test: "before send: a repetition whose message is lost is sent again when its lease is over",
    without: "A message that the queue loses is a repetition that never comes.",
    mutation: {
      file: "src/entitlement/replay.ts",
      text: "replay: { dispatchId, dispatches, dueAt: now + leaseMs(dispatches) } };",
      instead: "replay: { dispatchId, dispatches, dueAt: now + 1e12 * leaseMs(dispatches) } };",
    },
  },
  {
    name: "A repetition that fails takes nothing back",
    failpoint: "`beforeReport`",
    file: FILE,
    test: "before report: a repetition that fails leaves what was delivered as it was",
    without: "What was delivered is owed again, and holds what comes after it.",
    mutation: {
      file: "src/entitlement/deliveries.ts",
      text: "    ? replayReported(before, result)\n",
      instead: '    ? reported({ ...before, state: "in_flight", dispatchId }, dispatchId, result, now, 0)\n',
    },
  },
];
