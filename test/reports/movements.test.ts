// One merge, whatever memory holds at a time and wherever it begins: small portions, any shelf of books and the bare log
// come to the same movements.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { shelfBefore } from "../../src/reports/books";
import { endOfLog } from "../../src/reports/log";
import { movementsOf, type Movement, type Question } from "../../src/reports/movements";
import { catchUp } from "../../src/reports/run";
import { keysOf } from "../support/bucket";
import { born, followed, lived, numbered, ship, shipAll, type Facts } from "../support/sales";
import { HOUR } from "../support/world";

const DAY = 24 * HOUR;
const TELCO = { environment: "sandbox", resellerKey: "TELCO" } as const;
const MUSIC: Facts = { ...TELCO, merchantAccountKey: "MUSIC", productKey: "BASIC" };
const VIDEO: Facts = { ...MUSIC, merchantAccountKey: "VIDEO" };
const today = Math.floor(Date.now() / DAY) * DAY;
const never = Number.NEGATIVE_INFINITY;

beforeAll(async () => {
  await shipAll(
    Array.from({ length: 300 }, (_, at) => lived(at, at % 3 === 0 ? VIDEO : MUSIC, today - 8 * DAY, today)),
  );
  await catchUp(env, TELCO, Number.MAX_SAFE_INTEGER);
}, 120_000);

/** Everything that was found about a range, from the books up to a day. */
async function found(
  range: { from: number; to: number },
  { complete = never, ...changes }: Partial<Question> & { complete?: number } = {},
) {
  const shelf = await shelfBefore(env.FILES, TELCO, range.from, complete);
  const through = await endOfLog(env, TELCO);
  const question = {
    scope: TELCO,
    ...range,
    through,
    shelf,
    merchantAccountKey: null,
    behind: "",
    ...changes,
  };
  const movements: Movement[] = [];
  for await (const one of movementsOf(env, question))
    if (one.kind === "movement") movements.push(one.movement);
  return movements;
}

/** Without those who had ended before, whom a book no longer names. */
const living = (movements: Movement[]) =>
  movements
    .filter(
      ({ before, events }) => events.length > 0 || !["CANCELLED", "REVOKED"].includes(before?.status ?? ""),
    )
    .map(({ before, events, after }) => ({ before: before?.status, events, after }));

describe("movements", () => {
  const range = { from: today - 4 * DAY, to: today - 2 * DAY };

  it("are sorted by merchant and entitlement", async () => {
    const places = (await found(range)).map(
      ({ after }) => `${after.merchantAccountKey} ${after.entitlementId}`,
    );
    expect(places.length).toBeGreaterThan(100);
    expect(places).toEqual(places.toSorted());
    expect(new Set(places).size).toBe(places.length);
  });

  it.each([1, 3_000, 20_000])("are the same in portions of %i characters", async (portion) => {
    expect(await found(range, { portion })).toEqual(await found(range));
    expect(await found(range, { portion, complete: today - DAY })).toEqual(
      await found(range, { complete: today - DAY }),
    );
  });

  it.each([5, 6, 7])("are the same from the books of %i days ago", async (days) => {
    const fromBooks = living(await found(range, { complete: today - days * DAY }));
    expect(fromBooks).toEqual(living(await found(range)));
  });

  it("of one merchant are those of all that are its own", async () => {
    const all = await found(range, { complete: today - DAY });
    const video = await found(range, { complete: today - DAY, merchantAccountKey: "VIDEO" });
    expect(video).toEqual(all.filter(({ after }) => after.merchantAccountKey === "VIDEO"));
    expect(await found(range, { complete: today - DAY, behind: "MUSIC" })).toEqual(video);
  });

  it("end with what the log had when it was asked", async () => {
    const through = await endOfLog(env, TELCO);
    const before = await found(range);
    await ship([born(5_000, MUSIC, today - 3 * DAY, "ACTIVE")]);
    expect(await found(range, { through })).toEqual(before);
    expect(await found(range)).toHaveLength(before.length + 1);
  });

  it("take a later version for the later state, whatever the clocks said", async () => {
    const first = born(6_000, MUSIC, today - 3 * DAY, "ACTIVE");
    const second = followed(first, today - DAY + 5, "SUSPENDED");
    const third = followed(second, today - DAY - 5, "ACTIVE-ENDING");
    await ship([first, second, third]);
    const one = async (from: number) =>
      (await found({ from, to: from + DAY })).find(({ after }) => after.entitlementId === numbered(6_000));
    expect(await one(today - 2 * DAY)).toMatchObject({
      before: { status: "ACTIVE" },
      events: [{ version: 3 }],
      after: { version: 3 },
    });
    expect(await one(today - DAY)).toMatchObject({
      before: { status: "ACTIVE-ENDING" },
      events: [{ version: 2 }],
      after: { version: 3 },
    });
  });
});

it("a book without its last line is not believed", async () => {
  const [key = ""] = await keysOf("books/sandbox/TELCO/");
  const object = await env.FILES.get(key);
  const lines = (await object?.text())?.split("\n") ?? [];
  await env.FILES.put(key, lines.slice(0, -2).join("\n"), { customMetadata: object?.customMetadata ?? {} });
  const range = { from: today - 8 * DAY, to: today };
  const day = Date.parse(`${key.split("/")[3]}T00:00:00Z`);
  await expect(found({ ...range, from: day + DAY }, { complete: day })).rejects.toThrow("has no end");
});
