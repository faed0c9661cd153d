// Lines of stored files before and after an erasure: what is the customer's is gone, every other byte is where it was.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { columnsOf } from "../../src/reports/columns";
import { archiveKind, bookKind, reportKind, strangerIn } from "../../src/reports/erasure/lines";
import { rewriteFile } from "../../src/reports/erasure/rewrite";
import type { Subject } from "../../src/reports/erasure/subject";
import { csvOf } from "../../src/reports/render";

const ANNA = 'anna,"447700"';
const WHOLE = "00000000-0000-8000-8000-00000000000a";
const MOVED = "00000000-0000-8000-8000-00000000000b";
const OTHER = "00000000-0000-8000-8000-00000000000c";
const NOON = Date.UTC(2026, 9, 3, 12);

const SUBJECT: Subject = {
  scope: { environment: "sandbox", resellerKey: "TELCO" },
  customerIdentifier: ANNA,
  before: NOON + 10_000,
  whole: new Set([WHOLE]),
  moved: [
    {
      entitlementId: MOVED,
      merchantAccountKey: "MUSIC",
      spans: [{ first: 0, last: 2, from: NOON, to: NOON + 2_500 }],
    },
  ],
  merchants: ["MUSIC"],
  since: NOON,
};

const iso = (at: number): string => new Date(at).toISOString();

/** A record as the feed's body has it. */
const recordOf = (entitlementId: string, customerIdentifier: string, version = 1) => ({
  entitlementId,
  customerIdentifier,
  sharedCustomerId: "shared",
  merchantEntitlementId: `M-${entitlementId}`,
  status: "CANCELLED",
  extensionData: { name: "Zanzibar" },
  parameters: { url: "https://merchant.invalid/Zanzibar" },
  terminationReason: { category: "C", code: "D", description: "Zanzibar" },
  dateLastUpdated: iso(NOON),
  version,
});

describe("a line of the archive", () => {
  const lineOf = (body: ReturnType<typeof recordOf>, date = NOON): string =>
    JSON.stringify({
      merchantAccountKey: "MUSIC",
      entitlementId: body.entitlementId,
      version: body.version,
      date,
      position: 7,
      merchantData: { note: "Zanzibar" },
      body,
    });
  const { erase } = archiveKind(SUBJECT);

  it("keeps its place, its version and its order, and forgets who it was", () => {
    const erased = erase(lineOf(recordOf(WHOLE, "berta"))) ?? "";
    expect(erased).toMatch(
      /^\{"merchantAccountKey":"MUSIC","entitlementId":"[^"]*","version":1,"date":\d+,"position":7,/,
    );
    expect(JSON.parse(erased)).toMatchObject({
      merchantData: null,
      body: {
        erased: true,
        entitlementId: WHOLE,
        customerIdentifier: null,
        sharedCustomerId: null,
        merchantEntitlementId: `M-${WHOLE}`,
        extensionData: null,
        parameters: null,
        status: "CANCELLED",
        terminationReason: { category: "C", code: "D", description: null },
        version: 1,
      },
    });
    expect(erase(erased)).toBeNull();
  });

  it.each([
    ["by the identifier, whosever it is now", lineOf(recordOf(OTHER, ANNA)), true],
    ["by the versions of its time", lineOf(recordOf(MOVED, "anybody", 2)), true],
    ["not one of a later time", lineOf(recordOf(OTHER, ANNA), NOON + 10_000), false],
    ["not a later version of what moved", lineOf(recordOf(MOVED, "berta", 3)), false],
    ["not somebody else's", lineOf(recordOf(OTHER, "berta")), false],
    ["not one that mentions the identifier", lineOf({ ...recordOf(OTHER, "berta"), status: ANNA }), false],
  ])("is theirs %s", (_, line, isTheirs) => expect(erase(line) !== null).toBe(isTheirs));

  it("tells of an entitlement that nobody knew of", () => {
    const stranger = strangerIn(SUBJECT);
    expect(stranger(lineOf(recordOf(OTHER, ANNA)))).toBe(OTHER);
    expect(stranger(lineOf(recordOf(WHOLE, ANNA)))).toBeNull();
    expect(stranger(lineOf(recordOf(OTHER, "berta")))).toBeNull();
  });
});

describe("a line of a book", () => {
  const { erase } = bookKind(SUBJECT);

  it("is erased by version; the count at the end is nobody's", () => {
    expect(erase(JSON.stringify(recordOf(WHOLE, ANNA)))).toContain('"customerIdentifier":null');
    expect(erase(JSON.stringify(recordOf(MOVED, "x", 2)))).toContain('"extensionData":null');
    expect(erase(JSON.stringify(recordOf(MOVED, "berta", 3)))).toBeNull();
    expect(erase(JSON.stringify({ ended: [[ANNA, "CANCELLED", 1]] }))).toBeNull();
  });

  it("forgets a merchant's id that is made of the customer's", () => {
    const row = { ...recordOf(WHOLE, ANNA), merchantEntitlementId: `id-${ANNA}` };
    expect(JSON.parse(erase(JSON.stringify(row)) ?? "")).toMatchObject({ merchantEntitlementId: WHOLE });
  });
});

describe("a report file", () => {
  const row = (id: string, customer: string, updated: string, data = '{"a":"b,c\\n"}'): string[] => {
    const fields = columnsOf("AR", "RESELLER").map((column) => `the ${column}`);
    return Object.assign(fields, { 0: customer, 1: id, 4: `M "${id}"`, 11: updated, 13: "JSON", 14: data });
  };
  const at = (second: number): string => `03/10/2026 12:00:${String(second).padStart(2, "0")}`;
  const written = async (party: "RESELLER" | "MERCHANT", rows: string[][]) => {
    const text = csvOf([[...columnsOf("AR", party)], ...rows]);
    await env.FILES.put("file", text, {
      httpMetadata: { contentType: "text/csv" },
      customMetadata: { kept: "yes" },
    });
    const size = await rewriteFile(env.FILES, "file", reportKind(SUBJECT, party));
    const object = await env.FILES.get("file");
    return { before: text, text: (await object?.text()) ?? "", size, metadata: object?.customMetadata };
  };
  const erased = (fields: string[]): string[] => Object.assign([...fields], { 0: "", 13: "", 14: "" });

  it("keeps its lines, and every byte of those that are not theirs", async () => {
    const rows = [
      row(OTHER, "somebody\nelse", at(0)),
      row(WHOLE, ANNA, at(0)),
      row(OTHER, ANNA, at(1)),
      row(MOVED, "berta", at(1)),
      row(OTHER, "x", at(2), `{"says":"${WHOLE}"}`),
    ];
    const { text, size, metadata } = await written("RESELLER", rows);
    const expected = rows.map((fields, index) => (index === 1 || index === 2 ? erased(fields) : fields));
    expect(text).toBe(csvOf([[...columnsOf("AR", "RESELLER")], ...expected]));
    expect(size).toBe(new TextEncoder().encode(text).length);
    expect(metadata).toEqual({ kept: "yes" });
  });

  it("of a merchant has no identifier: what moved is told by the time of its versions", async () => {
    const rows = [row(MOVED, "shared", at(0)), row(MOVED, "shared", at(2)), row(MOVED, "shared", at(3))];
    const { text } = await written("MERCHANT", rows);
    const expected = rows.map((fields, index) => (index < 2 ? erased(fields) : fields));
    expect(text).toBe(csvOf([[...columnsOf("AR", "MERCHANT")], ...expected]));
  });

  it("without them is not written again", async () => {
    const { text, before, size } = await written("RESELLER", [row(OTHER, "berta", at(0))]);
    expect(size).toBeNull();
    expect(text).toBe(before);
  });

  it("keeps every byte around what goes, also a byte order mark", async () => {
    const line = csvOf([row(WHOLE, ANNA, at(0))]);
    await env.FILES.put("file", `\uFEFF${csvOf([columnsOf("AR", "RESELLER") as string[]])}${line}`);
    await rewriteFile(env.FILES, "file", reportKind(SUBJECT, "RESELLER"));
    const bytes = new Uint8Array((await (await env.FILES.get("file"))?.arrayBuffer()) ?? new ArrayBuffer());
    expect(bytes.slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
  });

  it("is the same when it is gone through again", async () => {
    await written("RESELLER", [row(WHOLE, ANNA, at(0))]);
    expect(await rewriteFile(env.FILES, "file", reportKind(SUBJECT, "RESELLER"))).toBeNull();
  });
});
