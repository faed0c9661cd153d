// Takes a customer out of results of jobs, without changing how long they are: what is being read or downloaded meanwhile is
// found by its bytes. They are ours, so they are UTF-8 and well-formed.
import type { FileKind } from "../../reports/erasure/rewrite";
import { mayBeTheirs, type Subject } from "../../reports/erasure/subject";
import { hiderOf, mentionsOf } from "./hide";
import { maskedRecord } from "./maskRecord";
import { maskedRow } from "./maskRow";
import type { Party } from "./personal";

/** Whose result it is, and the columns of a CSV; null where they are not known, or it is none. */
export interface ResultOf {
  party: Party;
  columns: readonly string[] | null;
}

/** A result: NDJSON, or CSV. */
export function resultKind(subject: Subject, { party, columns }: ResultOf): FileKind {
  const worth = mayBeTheirs(subject);
  const mentions = mentionsOf(subject.customerIdentifier);
  const masking = { subject, party, hide: hiderOf(subject.customerIdentifier) };
  const isRecord = (line: string): boolean => columns === null && line.startsWith("{");
  return {
    isOpen: (text) => !isRecord(text) && (text.split('"').length - 1) % 2 === 1,
    erase: (line) => {
      if (!mentions(line) && !worth(line)) return null;
      return isRecord(line) ? maskedRecord(masking, line) : maskedRow(masking, columns, line);
    },
  };
}
