// Rewrites a stored file line by line, in place and only where a line changes. It is read once to see whether it has to
// be, and a second time while the new one is written, so that memory holds a piece of it; readers see the old file until
// the new one is whole. Only for files that the platform wrote itself, which are UTF-8: bytes that are not would be lost.
import { openFile } from "../file";
import { linesOf } from "../lines";

/** The erased line, or null where it stays as it is. */
export type Eraser = (line: string) => string | null;

export interface FileKind {
  erase: Eraser;
  /** Lines that belong together, as with a line break within quotes; absent: each stands for itself. */
  isOpen?: (line: string) => boolean;
}

/** The size of the file that was written instead; null where nothing in it is about the customer. */
export async function rewriteFile(files: R2Bucket, key: string, kind: FileKind): Promise<number | null> {
  const found = await files.get(key);
  if (found === null || !(await concerns(found, kind))) return null;
  const object = await files.get(key);
  if (object === null) return null;
  const { httpMetadata, customMetadata } = object;
  const file = openFile(files, key, {
    ...(httpMetadata && { httpMetadata }),
    ...(customMetadata && { customMetadata }),
  });
  try {
    for await (const lines of recordsOf(object.body, kind))
      await file.write(lines.map((line) => `${kind.erase(line) ?? line}\n`).join(""));
    return await file.finish();
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

async function concerns({ body }: R2ObjectBody, kind: FileKind): Promise<boolean> {
  for await (const lines of recordsOf(body, kind))
    if (lines.some((line) => kind.erase(line) !== null)) return true;
  return false;
}

async function* recordsOf(body: ReadableStream<Uint8Array>, { isOpen }: FileKind): AsyncGenerator<string[]> {
  if (isOpen === undefined) return yield* linesOf(body);
  let open = "";
  for await (const lines of linesOf(body)) {
    const whole: string[] = [];
    for (const line of lines) {
      open += line;
      if (isOpen(open)) open += "\n";
      else {
        whole.push(open);
        open = "";
      }
    }
    yield whole;
  }
  if (open !== "") yield [open];
}
