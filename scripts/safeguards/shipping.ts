// What a commit owes to the query store and to the reseller.
import type { Safeguard } from "./safeguard.ts";

const FILE = "test/failpoints/shipping.test.ts";

export const SHIPPING: readonly Safeguard[] = [
  {
    name: "Versions are shipped from the entries until the query store has acknowledged them",
    failpoint: "`afterCommit`",
    file: FILE,
    test: "after commit: an object that dies before it ships anything ships it in its next life",
    without: "A version that was committed just before a crash never reaches the lists and the feed.",
    mutation: {
      file: "src/entitlement/projector.ts",
      text: "this.acknowledged = journal.head?.projected ?? 0;",
      instead: "this.acknowledged = journal.head?.version ?? 0;",
    },
  },
  {
    name: "Notifications are owed from the entries until they are delivered or exhausted",
    failpoint: "`beforeSend`",
    file: FILE,
    test: "before send: notifications of older versions are still owed after the object was forgotten",
    without: "The notification of an older version is lost with the object's memory.",
    mutation: {
      file: "src/entitlement/journal.ts",
      text: "this.#read({ start: entryKey(this.#head.settled + 1) })",
      instead: "this.#read({ start: entryKey(this.#head.version) })",
    },
  },
  {
    name: "A shipment carries the whole unacknowledged prefix",
    failpoint: "`beforeProjection`",
    file: FILE,
    test: "before D1: while the query store is away nothing is dropped; one shipment brings every version",
    without: "The feed has a gap: what was committed while D1 was away is not in it.",
    mutation: {
      file: "src/entitlement/projector.ts",
      text: "projectionOf(head, this.#journal.since(this.acknowledged))",
      instead: "projectionOf(head, [head])",
    },
  },
  {
    name: "The feed takes only what lies above the row's version",
    failpoint: "`afterProjection`",
    file: FILE,
    test: "after D1: a shipment whose acknowledgement was lost is shipped again and adds nothing",
    without: "The feed tells a version twice.",
    mutation: {
      file: "src/projection/project.ts",
      text: "> coalesce(before.version, 0)",
      instead: "> 0",
    },
  },
  {
    name: "The feed is written before the row, in the same batch",
    failpoint: "`afterCommit`",
    file: FILE,
    test: "after commit: an object that dies before it ships anything ships it in its next life",
    without: "The row is newer than the feed, which then never gets that version.",
    mutation: {
      file: "src/projection/project.ts",
      text: "database.batch([feed, ...upserts])",
      instead: "database.batch([...upserts, feed])",
    },
  },
  {
    name: "The row takes a newer version only",
    failpoint: "a shipment held up at `beforeProjection`, and overtaken",
    file: FILE,
    test: "before D1: a shipment that was held up and overtaken changes nothing",
    without: "Lists show a state of the past, until the next change.",
    mutation: {
      file: "src/projection/project.ts",
      text: "WHERE excluded.version > entitlement.version\n  AND",
      instead: "WHERE",
    },
  },
  {
    name: "The row takes a newer version only, also where its ids have changed",
    failpoint: "a shipment held up at `beforeProjection`, and overtaken",
    file: FILE,
    test: "before D1: a shipment that was held up and overtaken brings no former id back",
    without: "An entitlement is found under an id that it no longer has.",
    mutation: {
      file: "src/projection/project.ts",
      text: "WHERE excluded.version > entitlement.version`;",
      instead: "WHERE true`;",
    },
  },
];
