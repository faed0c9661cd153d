// How a line of each kind of file is erased: the archive of the feed, books, and report files.
import Papa from "papaparse";
import { erasedBody, tellsOf, type JsonObject } from "../../shared/erased";
import { columnsOf, type Party } from "../columns";
import { isTheirs, mayBeTheirs, type Subject } from "./subject";
import type { FileKind } from "./rewrite";

/** A line as archive.ts writes it: what readers look at first stays first. */
interface ArchiveLine {
  entitlementId: string;
  version: number;
  date: number;
  merchantData: unknown;
  body: JsonObject;
}

/** The archive: the body without the customer, the merchant's data forgotten. */
export function archiveKind(subject: Subject): FileKind {
  const worth = mayBeTheirs(subject);
  return {
    erase: (line) => {
      if (!worth(line)) return null;
      const event: ArchiveLine = JSON.parse(line);
      const { entitlementId, version, date, body } = event;
      const { customerIdentifier } = body;
      const isErased = body["erased"] === true;
      if (isErased || !isTheirs(subject, { entitlementId, version, date, customerIdentifier })) return null;
      return JSON.stringify({ ...event, merchantData: null, body: erasedBody(body) });
    },
  };
}

/** An entitlement that a line of the archive has as this customer's, and that is not known yet. */
export function strangerIn(subject: Subject): (line: string) => string | null {
  const worth = mayBeTheirs(subject);
  return (line) => {
    if (!worth(line)) return null;
    const { entitlementId, date, body }: ArchiveLine = JSON.parse(line);
    const named = body["customerIdentifier"] === subject.customerIdentifier && date < subject.before;
    const known =
      subject.whole.has(entitlementId) || subject.moved.some((one) => one.entitlementId === entitlementId);
    return named && !known ? entitlementId : null;
  };
}

/** Books: rows as `row.ts` has them; the last line has no entitlement. */
export function bookKind(subject: Subject): FileKind {
  const worth = mayBeTheirs(subject);
  return {
    erase: (line) => {
      if (!worth(line)) return null;
      const row: JsonObject = JSON.parse(line);
      const { entitlementId, version, customerIdentifier, dateLastUpdated } = row;
      if (row["erased"] === true || typeof entitlementId !== "string") return null;
      const of = {
        entitlementId,
        version: Number(version),
        customerIdentifier,
        date: Date.parse(String(dateLastUpdated)),
      };
      return isTheirs(subject, of) ? JSON.stringify(erasedBody(row)) : null;
    },
  };
}

const COLUMNS = columnsOf("AR", "RESELLER");
const at = (name: string): number => COLUMNS.indexOf(name);
const CUSTOMER = at("ResellerCustomerId");
const ENTITLEMENT = at("BangoEntitlementId");
const MERCHANTS_ID = at("MerchantEntitlementId");
const UPDATED = at("LastUpdated");
const DATA = [at("ExtensionDataFormat"), at("ExtensionData")] as const;

/** Report files of one party: the customer and the data leave their columns. */
export function reportKind(subject: Subject, party: Party): FileKind {
  const worth = mayBeTheirs(subject);
  return {
    isOpen: (line) => (line.split('"').length - 1) % 2 === 1,
    erase: (line) => {
      if (!worth(line.replaceAll('""', '"'))) return null;
      const fields = Papa.parse<string[]>(line.replace(/\r$/, "")).data[0] ?? [];
      if (!isReportLineOf(subject, party, fields)) return null;
      const erased = erasedFields(subject, fields);
      const text = `${Papa.unparse([erased], { newline: "\r\n" })}\r`;
      return text === line ? null : text;
    },
  };
}

const UNKNOWN = -1;

/** Whether a line with the columns of a report is this customer's. */
export function isReportLineOf(subject: Subject, party: Party, fields: string[]): boolean {
  const entitlementId = fields[ENTITLEMENT] ?? "";
  const second = secondOf(fields[UPDATED] ?? "");
  const customerIdentifier = party === "RESELLER" ? fields[CUSTOMER] : null;
  // A line does not say its version, only its second.
  if (isTheirs(subject, { entitlementId, version: UNKNOWN, customerIdentifier, date: second })) return true;
  // The same in the entitlement's own time, which may be ahead; who has it in that second only its reseller sees.
  const spans = subject.moved.find((one) => one.entitlementId === entitlementId)?.spans ?? [];
  const mayBe = party === "MERCHANT" || customerIdentifier === subject.customerIdentifier;
  return mayBe && spans.some(({ from, to }) => second + 999 >= from && second <= to);
}

function erasedFields({ customerIdentifier }: Subject, fields: string[]): string[] {
  const next = [...fields];
  for (const column of [CUSTOMER, ...DATA]) next[column] = "";
  if (tellsOf(fields[MERCHANTS_ID], customerIdentifier)) next[MERCHANTS_ID] = fields[ENTITLEMENT] ?? "";
  return next;
}

/** `dd/MM/yyyy HH:mm:ss` as epoch milliseconds; NaN where it is none. */
function secondOf(text: string): number {
  const [date = "", time = ""] = text.split(" ");
  return Date.parse(`${date.split("/").toReversed().join("-")}T${time}.000Z`);
}
