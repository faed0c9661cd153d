// What nobody needs any more once a job has ended, however it ended: its file, and what its steps wrote for later ones. Both
// are copies of what the owner has, customers included, so they do not wait for the end of everything.
import { allPartsFolder, deleteFolder, partsFolder, uploadsFolder } from "./folder";
import { kindOf } from "./registry";
import type { JobState } from "./state";

/** Deletes it, or a good part of it; whether nothing of it is left. */
export async function deleteLeftovers(
  files: R2Bucket,
  { id, kind: name }: Pick<JobState, "id" | "kind">,
): Promise<boolean> {
  if (!(await deleteFolder(files, uploadsFolder(id)))) return false;
  const kind = kindOf(name);
  // Which of its parts are results, only its own release knows.
  if (kind === null) return true;
  const results = await Promise.all(kind.results.map((result) => partsFolder(id, result.name)));
  return deleteFolder(files, allPartsFolder(id), results);
}
