// One shipment as one batch: the feed takes what lies above the row, the row takes what is newer, and a replay of any
// of it writes nothing.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { randomId } from "../../src/entitlement/id";
import { readFeed } from "../../src/projection/feed";
import { listPage } from "../../src/projection/list";
import { project, type Shipment } from "../../src/projection/project";

let resellers = 0;
const newReseller = (): string => `RESELLER-${++resellers}`;

/** The versions `from` to `to` of an entitlement, and the row they lead to. */
function shipment(resellerKey: string, from: number, to: number, entitlementId = randomId(0)): Shipment {
  const versions = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return {
    row: {
      entitlementId,
      environment: "sandbox",
      resellerKey,
      merchantAccountKey: "MUSIC",
      productKey: "MUSIC",
      status: to === 1 ? "PENDING" : "ACTIVE",
      externalEntitlementId: null,
      merchantEntitlementId: null,
      dateCreated: 1_000,
      dateLastUpdated: 1_000 + to,
      version: to,
      wakeAt: null,
      body: JSON.stringify({ version: to }),
    },
    events: versions.map((version) => ({
      version,
      date: 1_000 + version,
      body: JSON.stringify({ entitlementId, version }),
      merchantData: null,
    })),
  };
}

/** Ships; the rows that changed, in the feed and in the list. */
async function shipped(parcel: Shipment): Promise<number[]> {
  const [events = 0, ...rows] = (await project(env.DB, parcel)).map(({ meta }) => meta.changes);
  return [events, rows.reduce((sum, changes) => sum + changes, 0)];
}

const feed = async (resellerKey: string): Promise<unknown[]> =>
  ((await readFeed(env, "sandbox", resellerKey, null, 100))?.bodies ?? []).map(
    (body): unknown => JSON.parse(body).version,
  );

const row = (id: string) =>
  env.DB.prepare("SELECT version, status, body FROM entitlement WHERE id = ?1").bind(id).first();

const everything = (environment: string, resellerKey: string) =>
  listPage(
    env,
    {
      environment,
      resellerKey,
      merchantAccountKey: null,
      productKey: null,
      externalEntitlementId: null,
      merchantEntitlementId: null,
      statuses: null,
      updatedSince: null,
    },
    null,
    100,
  );

describe("a shipment", () => {
  it("puts every version into the feed and the newest into the list", async () => {
    const reseller = newReseller();
    const parcel = shipment(reseller, 1, 4);
    expect(await shipped(parcel)).toEqual([4, 1]);
    expect(await feed(reseller)).toEqual([1, 2, 3, 4]);
    expect(await row(parcel.row.entitlementId)).toEqual({
      version: 4,
      status: "ACTIVE",
      body: '{"version":4}',
    });
  });

  it("that comes again writes nothing at all", async () => {
    const reseller = newReseller();
    const parcel = shipment(reseller, 1, 3);
    await shipped(parcel);
    expect(await shipped(parcel)).toEqual([0, 0]);
    expect(await feed(reseller)).toEqual([1, 2, 3]);
  });

  it("that overlaps the one before adds what is new only", async () => {
    const reseller = newReseller();
    const { row: first } = shipment(reseller, 1, 2);
    await shipped(shipment(reseller, 1, 2, first.entitlementId));
    expect(await shipped(shipment(reseller, 1, 4, first.entitlementId))).toEqual([2, 1]);
    expect(await feed(reseller)).toEqual([1, 2, 3, 4]);
  });

  it("that was overtaken changes nothing", async () => {
    const reseller = newReseller();
    const late = shipment(reseller, 1, 2);
    const { entitlementId } = late.row;
    await shipped(shipment(reseller, 1, 5, entitlementId));
    expect(await shipped(late)).toEqual([0, 0]);
    expect(await row(entitlementId)).toMatchObject({ version: 5 });
    expect(await feed(reseller)).toEqual([1, 2, 3, 4, 5]);
  });

  it("is all or nothing", async () => {
    const reseller = newReseller();
    const broken = shipment(reseller, 1, 2);
    // A row without a status is refused by the table; the feed, which goes first, must not keep its half.
    Object.assign(broken.row, { status: null });
    await expect(project(env.DB, broken)).rejects.toThrow(/NOT NULL/);
    expect(await feed(reseller)).toEqual([]);
  });

  it("of any size is one batch", async () => {
    const reseller = newReseller();
    expect(await shipped(shipment(reseller, 1, 500))).toEqual([500, 1]);
    const page = await readFeed(env, "sandbox", reseller, null, 1_000);
    expect(page?.bodies).toHaveLength(500);
    expect(page?.next.homes).toEqual([500]);
  });
});

describe("a feed", () => {
  it("has positions of its own per reseller and environment, without a gap", async () => {
    const [one, other] = [newReseller(), newReseller()];
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => shipped(shipment(at % 2 === 0 ? one : other, 1, 3))),
    );
    const live = shipment(one, 1, 1);
    await shipped({ ...live, row: { ...live.row, environment: "live" } });
    for (const reseller of [one, other]) {
      const { results } = await env.DB.prepare(
        "SELECT position FROM feed WHERE reseller_scope = ?1 ORDER BY position",
      )
        .bind(`sandbox:${reseller}`)
        .all<{ position: number }>();
      expect(results.map(({ position }) => position)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    }
    expect((await readFeed(env, "live", one, null, 10))?.next.homes).toEqual([1]);
  });

  it("goes on from a cursor where the page before ended, whatever the page size", async () => {
    const reseller = newReseller();
    await shipped(shipment(reseller, 1, 7));
    const seen: number[] = [];
    let page = await readFeed(env, "sandbox", reseller, null, 3);
    for (let pages = 1; page !== null; pages++) {
      seen.push(...page.bodies.map((body): number => JSON.parse(body).version));
      expect(pages).toBeLessThanOrEqual(3);
      if (!page.hasMore) break;
      page = await readFeed(env, "sandbox", reseller, page.next, 3);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("that is empty gives a cursor that works", async () => {
    const reseller = newReseller();
    const empty = await readFeed(env, "sandbox", reseller, null, 10);
    expect(empty).toMatchObject({ bodies: [], hasMore: false });
    await shipped(shipment(reseller, 1, 1));
    expect((await readFeed(env, "sandbox", reseller, empty?.next ?? null, 10))?.bodies).toHaveLength(1);
  });
});

describe("a list", () => {
  it("shows sandbox and live apart", async () => {
    const reseller = newReseller();
    const live = shipment(reseller, 1, 2);
    await shipped({ ...live, row: { ...live.row, environment: "live" } });
    await shipped(shipment(reseller, 1, 3));
    expect((await everything("sandbox", reseller)).bodies).toEqual(['{"version":3}']);
    expect((await everything("live", reseller)).bodies).toEqual(['{"version":2}']);
  });
});
