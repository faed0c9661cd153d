// Reports that each release has kept are read by today's code, with whatever else is in them.
import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { tracesSince } from "../../src/projection/traces";
import { replyOf, requestOf, TELCO, type Reply } from "../support/api";
import { signedIn, wordsOf } from "../support/console";

type Row = Record<string, string | number>;
interface Sample {
  certification: Row[];
  sandbox_trace: Row[];
}
const SAMPLES = import.meta.glob<Sample>("../fixtures/formats/*/certifications.json", {
  eager: true,
  import: "default",
});
const PATH = "/sandbox/certification";

async function put(table: keyof Sample, rows: readonly Row[]): Promise<void> {
  await env.DB.prepare(`DELETE FROM ${table}`).run();
  for (const row of rows) {
    const columns = Object.keys(row);
    const values = columns.map((_, at) => `?${at + 1}`);
    const insert = `INSERT INTO ${table} (${columns.join()}) VALUES (${values.join()})`;
    await env.DB.prepare(insert)
      .bind(...Object.values(row))
      .run();
  }
}

/** The same JSON as a later release may have written it. */
const later = (text: string | number | undefined): string =>
  String(text).replaceAll("{", '{"ofALaterRelease":{"kept":[true]},');

/** Past the check against this release's document, which does not know what a later one adds. */
const plain = async (path: string): Promise<Reply> =>
  replyOf(await exports.default.fetch(requestOf("GET", path)));

describe.each(Object.entries(SAMPLES))("%s", (_, { certification, sandbox_trace: traces }) => {
  it("is listed, read and shown", async () => {
    const rows: Row[] = certification.map(({ summary, scenarios, ...row }) => ({
      ...row,
      summary: later(summary),
      scenarios: later(scenarios),
    }));
    await put("certification", rows);
    const id = String(rows[0]?.["id"]);
    const { body: list } = await plain(`/v1${PATH}`);
    expect(list["certifications"]).toMatchObject([{ certificationId: id, result: "FAILED", failed: 1 }]);
    const { body: report } = await plain(`/v1${PATH}/${id}`);
    expect(report).toMatchObject({ organisation: "TELCO", ofALaterRelease: { kept: [true] } });
    const page = await (await signedIn(TELCO)).get(`/console/certification/${id}`);
    expect(wordsOf(page)).toContain("It has to be refused: verify before you answer.");
  });

  it("traces are known until they are too old", async () => {
    await put("sandbox_trace", traces);
    const at = Number(traces[0]?.["at"]);
    expect(await tracesSince(env, "sandbox:TELCO", at)).toEqual(new Set(["FEED"]));
    expect(await tracesSince(env, "sandbox:TELCO", at + 1)).toEqual(new Set());
  });
});
