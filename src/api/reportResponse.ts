// A report as an answer: what it is, how it is encoded, and under which name a browser saves it.
import type { Format } from "../reports/render";
import type { Charset } from "../reports/texts";

/** The answer around a stream; `name` is that of the CSV. */
export function reportResponse(
  body: ReadableStream<Uint8Array>,
  name: string,
  { format, charset }: { format: Format; charset: Charset },
  headers: Record<string, string>,
): Response {
  const isCsv = format === "csv";
  return new Response(body, {
    headers: {
      "Content-Type": isCsv ? `text/csv; charset=${charset}; header=present` : "application/x-ndjson",
      "Content-Disposition": `attachment; filename="${isCsv ? name : name.replace(/csv$/, "ndjson")}"`,
      "X-Content-Type-Options": "nosniff",
      ...headers,
    },
  });
}
