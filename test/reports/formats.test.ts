// Archive, books and progress are for ever: today's code reads what each release has written, and what it does not know in
// it does not disturb.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { reconsidered } from "../../src/reports/late";
import { readProgress } from "../../src/reports/progress";
import { rangeLines } from "../../src/reports/range";
import { clock } from "../../src/shared/clock";
import { emptyBucket } from "../support/bucket";

interface Sample {
  archive: { key: string; text: string };
  book: { key: string; metadata: Record<string, string>; text: string };
  progress: { key: string; text: string };
}
const SAMPLES = import.meta.glob<Sample>("../fixtures/formats/*/reports.json", {
  eager: true,
  import: "default",
});
const TELCO = { environment: "sandbox", resellerKey: "TELCO" } as const;
const at = (time: string): number => Date.parse(`${time}:00.000Z`);

describe.each(Object.entries(SAMPLES))("%s", (_, { archive, book, progress }) => {
  it("is read, with whatever else is in it", async () => {
    await emptyBucket();
    await env.FILES.put(archive.key, archive.text.replace('"body":{', '"later":1,"body":{"later":1,'));
    await env.FILES.put(book.key, book.text.replace("{", '{"later":1,'), { customMetadata: book.metadata });
    await env.FILES.put(progress.key, progress.text.replace("{", '{"later":1,'));
    await env.DB.prepare(
      "INSERT OR IGNORE INTO feed (reseller_scope, position, entitlement_id, version, date, added, body) VALUES ('sandbox:TELCO', 7, '', 1, ?1, ?1, '{}')",
    )
      .bind(at("2026-11-24T02:04"))
      .run();
    const range = { from: at("2026-11-24T00:00"), to: at("2026-11-25T00:00") };
    const lines = async (type: "AR" | "CR" | "ER" | "SR") => {
      const question = {
        type,
        scope: TELCO,
        party: "MERCHANT",
        merchantAccountKey: null,
        productKey: null,
      } as const;
      const found: string[][] = [];
      for await (const some of rangeLines(env, { ...question, ...range })) found.push(...some);
      return found;
    };
    expect((await lines("AR")).map((line) => line.slice(0, 4))).toEqual([
      ["7bd5c9ec-5c90-4d1b-8bd3-bfd32503f952", expect.any(String), "ACTIVE", "MUSIC"],
    ]);
    expect((await lines("ER"))[0]?.slice(-2)).toEqual(["JSON", '{"plan":"p"}']);
    expect(await lines("CR")).toHaveLength(1);
    const [music, instant] = await lines("SR");
    expect(music?.slice(0, 13)).toEqual([
      "TELCO",
      "MUSIC",
      "0",
      "0",
      "0",
      "0",
      "0",
      "0",
      "0",
      "1",
      "4",
      "0",
      "0",
    ]);
    expect(instant?.slice(0, 6)).toEqual(["TELCO", "MUSIC_INSTANT", "0", "1", "0", "1"]);
    const { progress: read } = await readProgress(env.FILES, TELCO);
    expect(await reconsidered(env, TELCO, read, clock.now())).toMatchObject({ day: at("2026-11-23T00:00") });
  });
});
