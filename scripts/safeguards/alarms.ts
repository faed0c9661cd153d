// The alarm: the guarantee behind every best effort.
import type { Safeguard } from "./safeguard.ts";

const FILE = "test/failpoints/alarms.test.ts";

export const ALARMS: readonly Safeguard[] = [
  {
    name: "The alarm is set with the commit",
    failpoint: "`afterCommit`",
    file: FILE,
    test: "after commit: an object that dies at once has its alarm already",
    without: "An object that dies after its commit sleeps for ever; its create stays open.",
    mutation: {
      file: "src/entitlement/journal.ts",
      text: "      if (earlier) void this.#storage.setAlarm(at);\n",
      instead: "",
    },
  },
  {
    name: "An alarm that has fired is known to be gone",
    failpoint: "`beforeProjection`",
    file: FILE,
    test: "before D1: every firing sets the next one while the query store is away",
    without: "The object believes that it will be woken, and is not.",
    mutation: {
      file: "src/entitlement/object.ts",
      text: "    journal.alarmFired();\n",
      instead: "",
    },
  },
  {
    name: "An alarm that fails sets the next one",
    failpoint: "`beforeWake`",
    file: FILE,
    test: "in the alarm itself: one that fails sets the next one",
    without: "After six failures in a row the platform gives the alarm up.",
    mutation: {
      file: "src/entitlement/object.ts",
      text: "      await this.ctx.storage.setAlarm(clock.now() + ALARM_RETRY_MS);\n",
      instead: "",
    },
  },
  {
    name: "A slow look wakes what fell asleep all the same",
    failpoint: "the alarm is deleted",
    file: FILE,
    test: "an alarm that is lost all the same is missed by the slow look over the query store",
    without: "An entitlement whose alarm was lost never expires.",
    mutation: {
      file: "src/operations/housekeeping.ts",
      text: "await entitlementStub(env, id).poke()",
      instead: "null",
    },
  },
];
