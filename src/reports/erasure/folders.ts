// Where stored files about a customer can be: the archive of its reseller's feed, the books, and both parties' report
// files of the merchants that it bought from. Files about the time before the customer came are left alone.
import { ownerOf, resizeReport } from "../../projection/reports";
import { HOMES } from "../../shared/homes";
import { archiveFolder, booksFolder, filesFolder, segment, type Owner } from "../keys";
import { DAY_MS, dayFrom, named } from "../period";
import { archiveKind, bookKind, reportKind } from "./lines";
import type { FileKind } from "./rewrite";
import type { Subject } from "./subject";

export interface Folder {
  prefix: string;
  kind: FileKind;
  /** Whether a file can be about the customer, by its name. */
  concerns: (key: string) => boolean;
  /** Hears of a file that was written again. */
  written?: (env: Env, key: string, size: number) => Promise<void>;
}

/** All folders, in the order in which they are gone through: what others are made from comes first. */
export async function foldersOf(subject: Subject): Promise<Folder[]> {
  const { scope, merchants } = subject;
  const archives = HOMES.map(async (_, home) => ({
    prefix: await archiveFolder(scope, home),
    kind: archiveKind(subject),
    concerns: () => true,
  }));
  const reports = merchants.flatMap((merchantAccountKey) => reportFolders(subject, merchantAccountKey));
  return Promise.all([...archives, bookFolder(subject), ...reports]);
}

async function bookFolder(subject: Subject): Promise<Folder> {
  const prefix = await booksFolder(subject.scope);
  const names = await Promise.all(subject.merchants.map(async (key) => `${await segment(key)}.ndjson`));
  return {
    prefix,
    kind: bookKind(subject),
    concerns: (key) => {
      const [date = "", name = ""] = key.slice(prefix.length).split("/");
      return names.includes(name) && (dayFrom(date) ?? 0) + DAY_MS > subject.since;
    },
  };
}

function reportFolders(subject: Subject, merchantAccountKey: string): Promise<Folder>[] {
  const { environment, resellerKey } = subject.scope;
  const views: [Owner, string][] = [
    [{ environment, party: "RESELLER", key: resellerKey }, merchantAccountKey],
    [{ environment, party: "MERCHANT", key: merchantAccountKey }, resellerKey],
  ];
  return views.map(([owner, partner]) => reportFolder(subject, owner, partner));
}

async function reportFolder(subject: Subject, owner: Owner, partner: string): Promise<Folder> {
  return {
    prefix: await filesFolder(owner, partner),
    kind: reportKind(subject, owner.party),
    concerns: (key) => {
      const file = named(nameIn(key));
      return file !== null && file.type !== "SR" && file.period.to > subject.since;
    },
    written: async (env, key, size) => {
      const name = nameIn(key);
      const from = named(name)?.period.from ?? 0;
      const of = ownerOf(owner.environment, owner.party, owner.key);
      await resizeReport(env, { owner: of, from, name, partner }, size);
    },
  };
}

const nameIn = (key: string): string => key.slice(key.lastIndexOf("/") + 1);
