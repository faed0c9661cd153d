// A line of CSV without a customer, as long as it was: asterisks take the place of what goes, so that every field and every
// byte behind it is where it was.
import { isReportLineOf } from "../../reports/erasure/lines";
import type { Subject } from "../../reports/erasure/subject";
import { tellsOf } from "../../shared/erased";
import { starred } from "./hide";
import type { Masking } from "./maskRecord";
import { CUSTOMER_COLUMNS, ENTITLEMENT_COLUMNS, isId, isMerchantsId, isOurs, isPersonal } from "./personal";

/** Between commas; in quotes, which are two for one, a comma is part of it. */
const FIELD = /(?<=^|,)(?:"((?:[^"]|"")*)"|([^,]*))(?=,|$)/g;

interface Field {
  name: string;
  /** As it stands in the file, without the quotes around it. */
  raw: string;
  isQuoted: boolean;
}

/** The line, or null where it stays as it is. */
export function maskedRow(masking: Masking, columns: readonly string[] | null, line: string): string | null {
  const end = line.endsWith("\r") ? "\r" : "";
  const fields = fieldsOf(line.slice(0, line.length - end.length), columns);
  const theirs = columns !== null && isRowOf(masking, columns, fields);
  const text = fields.map((field) => written(field, maskedField(masking, field, theirs))).join(",") + end;
  return text === line ? null : text;
}

function fieldsOf(line: string, columns: readonly string[] | null): Field[] {
  return [...line.matchAll(FIELD)].map(([, quoted, bare = ""], at) => ({
    name: columns?.[at] ?? "",
    raw: quoted ?? bare,
    isQuoted: quoted !== undefined,
  }));
}

const written = ({ isQuoted }: Field, raw: string): string => (isQuoted ? `"${raw}"` : raw);

const valueOf = ({ raw, isQuoted }: Field): string => (isQuoted ? raw.replaceAll('""', '"') : raw);

function maskedField({ subject, party, hide }: Masking, field: Field, theirs: boolean): string {
  const { name, raw } = field;
  if (isOurs(name)) return raw;
  const value = valueOf(field);
  const { customerIdentifier } = subject;
  const isGone =
    value === customerIdentifier ||
    (theirs && isPersonal(name, party)) ||
    (theirs && isMerchantsId(name, party) && tellsOf(value, customerIdentifier));
  if (isGone) return starred(raw);
  return isId(name) ? raw : hide(raw);
}

function isRowOf({ subject, party }: Masking, columns: readonly string[], fields: readonly Field[]): boolean {
  const valuesIn = (names: readonly string[]): string[] =>
    fields.filter(({ name }) => names.includes(name)).map(valueOf);
  if (valuesIn(ENTITLEMENT_COLUMNS).some((id) => subject.whole.has(id))) return true;
  if (isOnlyTheirs(subject, valuesIn(CUSTOMER_COLUMNS))) return true;
  const isOfReport = columns.includes("BangoEntitlementId") && party !== "OPERATOR";
  return isOfReport && isReportLineOf(subject, party, fields.map(valueOf));
}

/** Where two sides are told, it is this customer's if neither has another one. */
function isOnlyTheirs({ customerIdentifier }: Subject, customers: readonly string[]): boolean {
  const named = customers.filter((customer) => customer !== "");
  return named.length > 0 && named.every((customer) => customer === customerIdentifier);
}
