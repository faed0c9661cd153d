// A line of NDJSON without a customer, as long as it was. Values are looked at, not the text: a number stays one.
import type { Subject } from "../../reports/erasure/subject";
import { tellsOf, type JsonObject } from "../../shared/erased";
import type { Json } from "../../shared/json";
import { bytesOf, starred } from "./hide";
import { isFree, isId, isMerchantsId, isOurs, isPersonal, type Party } from "./personal";

export interface Masking {
  subject: Subject;
  party: Party;
  hide: (text: string) => string;
}

/** The line, or null where it stays as it is. */
export function maskedRecord(masking: Masking, line: string): string | null {
  const record = parsed(line);
  if (record === null) {
    const text = masking.hide(line);
    return text === line ? null : text;
  }
  const text = JSON.stringify(masked(masking, record, false));
  if (text === JSON.stringify(record)) return null;
  const [room, needed] = [bytesOf(line), bytesOf(text)];
  return needed <= room ? text + " ".repeat(room - needed) : `{}${" ".repeat(room - 2)}`;
}

function parsed(line: string): JsonObject | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** A value within a record that is this customer's or not; what has an id of its own is one of its own. */
function masked(masking: Masking, value: Json, isTheirs: boolean): Json {
  if (typeof value === "string") return masking.hide(value);
  if (Array.isArray(value)) return value.map((one) => masked(masking, one, isTheirs));
  if (typeof value !== "object" || value === null) return value;
  const theirs = isRecordOf(masking.subject, value) ?? isTheirs;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, member(masking, name, one, theirs)]),
  );
}

function member(masking: Masking, name: string, value: Json, theirs: boolean): Json {
  if (isOurs(name)) return value;
  const { subject, party } = masking;
  const { customerIdentifier } = subject;
  if (theirs) {
    if (isPersonal(name, party) || name === "description") return forgotten(value);
    if (isMerchantsId(name, party) && tellsOf(value, customerIdentifier)) return forgotten(value);
  }
  if (isFree(name)) return hidden(value, masking.hide);
  if (typeof value !== "string" || !isId(name)) return masked(masking, value, theirs);
  return value === customerIdentifier ? starred(value) : value;
}

/** What a party has put together itself: its names mean nothing here, and may be anything. */
function hidden(value: Json, hide: (text: string) => string): Json {
  if (typeof value === "string") return hide(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [hide(name), hidden(one, hide)]));
}

function isRecordOf({ customerIdentifier, whole, moved }: Subject, record: JsonObject): boolean | null {
  const { entitlementId, version } = record;
  if (record["customerIdentifier"] === customerIdentifier) return true;
  if (typeof entitlementId !== "string") return null;
  const spans = moved.find((one) => one.entitlementId === entitlementId)?.spans ?? [];
  const at = Number(version);
  return whole.has(entitlementId) || spans.some(({ first, last }) => at >= first && at <= last);
}

/** Nothing, in no more bytes than what it was; whoever acts on it is refused. */
const forgotten = (value: Json): Json =>
  value === null || bytesOf(JSON.stringify(value)) >= "null".length ? null : "";
