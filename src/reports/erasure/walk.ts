// Goes through everything stored about a customer, file by file, from where it was left; and before that through the
// archive, for entitlements that were the customer's once. A file that was gone through already is not written again, so
// it does no harm to begin earlier than necessary.
import { clock } from "../../shared/clock";
import { linesOf } from "../lines";
import { foldersOf, type Folder } from "./folders";
import { strangerIn } from "./lines";
import { rewriteFile } from "./rewrite";
import type { Subject } from "./subject";

/** Where to go on: a folder, and the file in it behind which. */
export type Place = { folder: number; behind: string };

export const BEGINNING: Place = { folder: 0, behind: "" };

export interface Walked {
  /** Null at the end. */
  next: Place | null;
  /** Files that were written again. */
  written: number;
}

/** Erases the customer from files, until a time; with `since` only in those that the store has taken in from then on. */
export async function eraseFiles(
  env: Env,
  subject: Subject,
  from: Place,
  until: number,
  since: Date | null = null,
): Promise<Walked> {
  const folders = await foldersOf(subject);
  let written = 0;
  const next = await eachFile(env.FILES, folders, from, until, async (folder, { key, uploaded }) => {
    if (since !== null && uploaded < since) return;
    const size = await rewriteFile(env.FILES, key, folder.kind);
    if (size === null) return;
    await folder.written?.(env, key, size);
    written++;
  });
  return { next, written };
}

/** Looks in the archive for entitlements that it has as this customer's, and that are not known yet. */
export async function findInArchive(
  env: Env,
  subject: Subject,
  from: Place,
  until: number,
): Promise<{ next: Place | null; found: string[] }> {
  const archives = (await foldersOf(subject)).filter(({ prefix }) => prefix.startsWith("log/"));
  const found = new Set<string>();
  const stranger = strangerIn(subject);
  const next = await eachFile(env.FILES, archives, from, until, async (_, { key }) => {
    const object = await env.FILES.get(key);
    if (object === null) return;
    for await (const lines of linesOf(object.body)) for (const line of lines) note(found, stranger(line));
  });
  return { next, found: [...found] };
}

function note(found: Set<string>, entitlementId: string | null): void {
  if (entitlementId !== null) found.add(entitlementId);
}

/** Calls `visit` for the files of the folders in their order; at least one, so that every step comes further. */
async function eachFile(
  files: R2Bucket,
  folders: readonly Folder[],
  { folder: first, behind }: Place,
  until: number,
  visit: (folder: Folder, file: R2Object) => Promise<void>,
): Promise<Place | null> {
  let last = behind;
  for (const [place, folder] of [...folders.entries()].slice(first)) {
    for (let more = true; more;) {
      const page = await files.list({ prefix: folder.prefix, ...(last !== "" && { startAfter: last }) });
      for (const file of page.objects) {
        if (folder.concerns(file.key)) await visit(folder, file);
        last = file.key;
        if (clock.now() >= until) return { folder: place, behind: last };
      }
      more = page.truncated;
    }
    last = "";
  }
  return null;
}
