// Reports on their way to a reader: lines as text in the format that was asked for, text as bytes in the charset. Nothing
// is held but what is on its way; an error ends the stream as broken, so that half a report never looks like a whole one.
import type { Format } from "./render";
import { csvOf, ndjsonOf } from "./render";
import { windows1252 } from "./windows1252";

export const CHARSETS = ["utf-8", "windows-1252"] as const;
export type Charset = (typeof CHARSETS)[number];

/** Lines as text; a CSV begins with its header. */
export async function* textOf(
  columns: readonly string[],
  lines: AsyncIterable<readonly (readonly string[])[]>,
  format: Format,
): AsyncGenerator<string> {
  if (format === "csv") yield csvOf([columns]);
  for await (const some of lines) yield format === "csv" ? csvOf(some) : ndjsonOf(columns, some);
}

/**
 * Text as a stream of bytes. What fails before the first byte is thrown here, while an answer can still say so; what
 * fails later breaks the stream off.
 */
export async function streamOf(
  texts: AsyncGenerator<string>,
  charset: Charset,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const bytes = (text: string): Uint8Array =>
    charset === "utf-8" ? encoder.encode(text) : windows1252(text);
  const ahead = [await texts.next(), await texts.next()];
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      for (;;) {
        const { done, value } = ahead.shift() ?? (await texts.next());
        if (done === true) return controller.close();
        if (value !== "") return controller.enqueue(bytes(value));
      }
    },
    cancel: async () => {
      await texts.return(undefined);
    },
  });
}
