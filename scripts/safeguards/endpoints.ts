// An endpoint in trouble: its breaker, what it holds, and what was given up or is sent once more.
import type { Safeguard } from "./safeguard.ts";

const FILE = "test/failpoints/endpoints.test.ts";
const LOOKS = "test/callbacks/looks.test.ts";

export const ENDPOINTS: readonly Safeguard[] = [
  {
    name: "What an endpoint holds is not posted, and costs no attempt",
    failpoint: "`beforePost`",
    file: FILE,
    test: "before post: what is held makes no attempt and no post",
    without: "An endpoint that is down gets everything all the same, and whole schedules run out meanwhile.",
    mutation: {
      file: "src/callbacks/consumer.ts",
      text: 'if (permit.kind === "held") {',
      instead: "if (permit.kind === undefined) {",
    },
  },
  {
    name: "A probe is single",
    failpoint: "a probe held up at `beforePost`",
    file: FILE,
    test: "before post: while a probe hangs nobody else is let through",
    without: "Everything that is due probes an endpoint that hangs, each for 15 seconds.",
    mutation: {
      file: "src/callbacks/breaker.ts",
      text: 'breaker.state === "HALF_OPEN" && (breaker.probe === null || breaker.probe.until <= now)',
      instead: 'breaker.state === "HALF_OPEN"',
    },
  },
  {
    name: "A probe is under a lease",
    failpoint: "`beforePost`",
    file: FILE,
    test: "before post: a probe whose consumer died is given to another",
    without: "One consumer that dies with its probe, and the endpoint is never tried again.",
    mutation: {
      file: "src/callbacks/breaker.ts",
      text: "until: now + PROBE_LEASE_MS }",
      instead: "until: now + 1e12 * PROBE_LEASE_MS }",
    },
  },
  {
    name: "A probe that a look was given is the dispatch's",
    failpoint: "an endpoint whose probe is due",
    file: LOOKS,
    test: "one that looks when a probe is due is the probe, and posted as that",
    without: "The dispatch is held for the sake of its own probe, and no probe is ever posted.",
    mutation: {
      file: "src/callbacks/gate.ts",
      text: "if (!fresh || health.probe === dispatchId)",
      instead: "if (!fresh)",
    },
  },
  {
    name: "A success closes",
    failpoint: "an endpoint that answers again",
    file: FILE,
    test: "after post: a probe that succeeds lets everything through",
    without: "An endpoint that is back gets one notification at a time, for ever.",
    mutation: {
      file: "src/callbacks/breaker.ts",
      text: "return proves ? closed(now) : breaker;",
      instead: "return proves ? { ...breaker, probe: null } : breaker;",
    },
  },
  {
    name: "What is held looks again",
    failpoint: "an endpoint that still fails",
    file: FILE,
    test: "in the alarm: a look in vain sets the next one",
    without: "What was held once stays so when its endpoint is back.",
    mutation: {
      file: "src/entitlement/moving.ts",
      text: "journal.owed()[0]?.notification?.dueAt ?? null,",
      instead:
        'journal.owed().find((one) => one.notification?.state !== "held")?.notification?.dueAt ?? null,',
    },
  },
  {
    name: "A look is made before anything is sent",
    failpoint: "an endpoint that still fails",
    file: LOOKS,
    test: "a look that finds its endpoint still failing writes its alarm, and nothing else",
    without: "Each look is a message, a dispatch and a hold: four rows instead of one.",
    mutation: {
      file: "src/callbacks/look.ts",
      text: 'return permit.kind === "held" ? permit : null;',
      instead: "return null;",
    },
  },
  {
    name: "When what is held looks next outlives the object's memory",
    failpoint: "the object is evicted",
    file: LOOKS,
    test: "when it looks next is known to an object that has lost its memory",
    without: "After an eviction any command sends what is held, as if it were due.",
    mutation: {
      file: "src/entitlement/journal.ts",
      text: "    for (const entry of this.#open.values()) this.remember(asLeftBy(entry, at + this.aheadMs));\n",
      instead: "",
    },
  },
  {
    name: "The slow look finds what is held, too",
    failpoint: "the alarm is deleted",
    file: "test/operations/housekeeping.test.ts",
    test: "wakes an object that an endpoint held and whose alarm was lost, however often it had looked before",
    without: "What was held when its alarm was lost is never sent.",
    mutation: {
      file: "src/entitlement/trouble.ts",
      text: 'nextAt: state === "exhausted" ? null : dueAt,',
      instead: 'nextAt: state === "waiting" ? dueAt : null,',
    },
  },
  {
    name: "A hold counts only from the current dispatch",
    failpoint: "a consumer held up before `hold`",
    file: FILE,
    test: "before hold: one that comes after the lease does not end the dispatch that replaced it",
    without: "A consumer of the past holds what another one is sending: two are on their way.",
    mutation: {
      file: "src/entitlement/outbox.ts",
      text: 'const current = notification.state === "in_flight" && notification.dispatchId === dispatchId;',
      instead: 'const current = notification.state === "in_flight";',
    },
  },
  {
    name: "Ten URLs of one origin that are gone pause it",
    failpoint: "an endpoint that answers 410",
    file: FILE,
    test: "after post: ten URLs of one origin that are gone pause it",
    without: "An integration that was taken down loses its notifications one by one, unnoticed.",
    mutation: {
      file: "src/callbacks/breaker.ts",
      text: "if (urls.length >= GONE_TO_PAUSE)",
      instead: "if (urls.length >= Infinity)",
    },
  },
  {
    name: "One URL that is gone counts once",
    failpoint: "an endpoint that answers 410",
    file: FILE,
    test: "after post: one URL that is gone is one, however many notifications it was to get",
    without: "One customer's URL that is gone stops the notifications of all others.",
    mutation: {
      file: "src/callbacks/breaker.ts",
      text: "[...new Set([...(stale ? [] : breaker.gone), event.urlHash])]",
      instead: "[...(stale ? [] : breaker.gone), event.urlHash]",
    },
  },
];
