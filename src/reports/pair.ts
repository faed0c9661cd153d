// The files of one pair and period, written side by side from the pair's movements: four reports in both parties' views,
// and at the end of a day the book that the next day begins with.
import { ownerOf, recordReports, type ReportFile } from "../projection/reports";
import { clock } from "../shared/clock";
import { bookKey, endedLine, metadataOf } from "./books";
import { columnsOf, entitlementLine, summaryLines, type Party } from "./columns";
import { openFile, type OpenFile } from "./file";
import { filesFolder, type Owner } from "./keys";
import type { Positions } from "./log";
import type { Found, Movement } from "./movements";
import { FOLDERS, nameOf, TYPES, type Period, type ReportType } from "./period";
import { isActive, isOver } from "./row";
import type { Scope } from "./scope";
import { openSheet, type Sheet } from "./sheet";
import { countEnded, countMovement, endedOf, type Summary } from "./summary";

export interface Pair {
  scope: Scope;
  merchantAccountKey: string;
  period: Period;
  through: Positions;
}

export interface OpenPair {
  merchantAccountKey: string;
  take: (found: Found) => Promise<void>;
  finish: () => Promise<void>;
  abandon: () => Promise<void>;
}

interface OpenReport {
  owner: Owner;
  partner: string;
  type: ReportType;
  sheet: Sheet;
}

/** The two views of a pair. */
const viewsOf = (
  { environment, resellerKey }: Scope,
  merchantAccountKey: string,
): { owner: Owner; partner: string }[] => [
  { owner: { environment, party: "RESELLER", key: resellerKey }, partner: merchantAccountKey },
  { owner: { environment, party: "MERCHANT", key: merchantAccountKey }, partner: resellerKey },
];

/** Where a report file lies. */
export const reportKey = async (
  owner: Owner,
  partner: string,
  type: ReportType,
  period: Pick<Period, "frequency" | "from">,
): Promise<string> =>
  `${await filesFolder(owner, partner)}${FOLDERS[period.frequency]}/${nameOf(type, period)}`;

/** Whether an entitlement's status at the end is another than at the start, or than none. */
export const hasChanged = ({ before, after }: Movement): boolean => before?.status !== after.status;

/** Begins the files; nothing is visible before `finish`. */
export async function openPair(env: Env, pair: Pair): Promise<OpenPair> {
  const { merchantAccountKey } = pair;
  const reports = await openReports(env, pair);
  const book = pair.period.frequency === "D" ? await openBook(env, pair) : null;
  const summary: Summary = new Map();
  return {
    merchantAccountKey,
    take: async (found) => {
      if (found.kind === "ended") return countEnded(summary, found.ended);
      countMovement(summary, found.movement);
      for (const { type, owner, sheet } of reports) addTo(sheet, type, owner.party, found.movement);
      const { after } = found.movement;
      if (!isOver(after.status)) await book?.add(JSON.stringify(after));
      for (const { sheet } of reports) if (sheet.isFull()) await sheet.flush();
    },
    finish: async () => {
      for (const { type, partner, sheet } of reports)
        if (type === "SR") for (const line of summaryLines(summary, partner)) sheet.add(line);
      const written = [];
      for (const report of reports) written.push(await finished(report, pair));
      await book?.finish(endedLine(endedOf(summary)));
      await recordReports(env, written);
    },
    abandon: async () => {
      await Promise.allSettled([...reports.map(({ sheet }) => sheet.abandon()), book?.abandon()]);
    },
  };
}

const openReports = ({ FILES }: Env, { scope, merchantAccountKey, period }: Pair): Promise<OpenReport[]> =>
  Promise.all(
    viewsOf(scope, merchantAccountKey).flatMap(({ owner, partner }) =>
      TYPES.map(async (type) => {
        const key = await reportKey(owner, partner, type, period);
        return { owner, partner, type, sheet: openSheet(FILES, key, columnsOf(type, owner.party)) };
      }),
    ),
  );

/** What a movement is to a report; a summary is written at the end. */
function addTo(sheet: Sheet, type: ReportType, party: Party, movement: Movement): void {
  const { events, after } = movement;
  if (type === "AR" && isActive(after.status)) sheet.add(entitlementLine(after, party));
  if (type === "CR" && hasChanged(movement)) sheet.add(entitlementLine(after, party));
  if (type === "ER") for (const event of events) sheet.add(entitlementLine(event, party));
}

async function finished(
  { owner, partner, type, sheet }: OpenReport,
  { period }: Pair,
): Promise<ReportFile & { owner: string }> {
  const { frequency, from, to } = period;
  const { rows, size } = await sheet.finish();
  return {
    owner: ownerOf(owner.environment, owner.party, owner.key),
    partner,
    name: nameOf(type, period),
    type,
    frequency,
    from,
    to,
    rows,
    size,
    created: clock.now(),
  };
}

interface OpenBook {
  add: (line: string) => Promise<void>;
  finish: (last: string) => Promise<void>;
  abandon: OpenFile["abandon"];
}

const BOOK_LINES = 250;

async function openBook(env: Env, { scope, merchantAccountKey, period, through }: Pair): Promise<OpenBook> {
  const key = await bookKey(scope, period.from, merchantAccountKey);
  const customMetadata = metadataOf(merchantAccountKey, through);
  const file = openFile(env.FILES, key, { customMetadata });
  let lines: string[] = [];
  const flush = async (): Promise<void> => {
    if (lines.length > 0) await file.write(`${lines.join("\n")}\n`);
    lines = [];
  };
  return {
    add: async (line) => {
      lines.push(line);
      if (lines.length >= BOOK_LINES) await flush();
    },
    finish: async (last) => {
      await flush();
      await file.write(last);
      await file.finish();
    },
    abandon: file.abandon,
  };
}
