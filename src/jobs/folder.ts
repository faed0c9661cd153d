// Where the files of a job lie: one folder, so that everything of it can be deleted at once.
import { segment } from "../reports/keys";

export const folderOf = (jobId: string): string => `jobs/${jobId}/`;

export const uploadsFolder = (jobId: string): string => `${folderOf(jobId)}upload/`;

/** The key of an upload; each request has one of its own, so that two with one key cannot mix. */
export const uploadKey = (jobId: string): string => `${uploadsFolder(jobId)}${crypto.randomUUID()}`;

export const allPartsFolder = (jobId: string): string => `${folderOf(jobId)}parts/`;

/** The folder of a result's parts, or of scratch. */
export const partsFolder = async (jobId: string, name: string): Promise<string> =>
  `${allPartsFolder(jobId)}${await segment(name)}/`;

const DIGITS = 8;

/** The key of what one dispatch adds; in the order of dispatches. */
export const partKey = (folder: string, dispatch: number): string =>
  `${folder}${String(dispatch).padStart(DIGITS, "0")}`;

/** The dispatch of a key within its folder. */
export const dispatchOf = (folder: string, key: string): number => Number(key.slice(folder.length));

/** Objects that one call may delete or list. */
const PAGE = 1_000;
/** One turn of a job's object makes so many calls; the next one goes on. */
const MOST_PAGES = 20;

/** Deletes everything under a prefix but some folders, or a good part of it; whether nothing else is left. */
export async function deleteFolder(
  files: R2Bucket,
  prefix: string,
  kept: readonly string[] = [],
): Promise<boolean> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const listed = await files.list({ prefix, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    const keys = listed.objects
      .map(({ key }) => key)
      .filter((key) => !kept.some((one) => key.startsWith(one)));
    if (keys.length > 0) await files.delete(keys);
    if (!listed.truncated) return true;
    cursor = listed.cursor;
  }
  return false;
}
