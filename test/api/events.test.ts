// GET /v1/events: the feed in pages.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { call, entitled, refusalOf, until, verb, type Body } from "../support/api";
import { credential, route, write } from "../support/catalogue";
import { pruneFeed } from "../../src/projection/feed";
import { archiveFeed } from "../../src/reports/archive";

const AS = { as: "shop:secret" };
const made: string[] = [];

const feed = async (query = ""): Promise<Body> => (await call("GET", `/v1/events${query}`, AS)).body;
const eventsOf = (page: Body) => page["events"] as Body[];
const idOf = ({ entitlementId, version }: Body): string => `${entitlementId} ${version}`;

beforeAll(async () => {
  await write(
    await credential("shop", ["secret"], { organisation: "SHOP" }),
    route({ resellerKey: "SHOP", merchantAccountKey: "MUSIC" }),
  );
});

describe("the feed", () => {
  it("is empty at first, with a cursor that works from then on", async () => {
    const empty = await feed();
    expect(empty).toMatchObject({ responseCode: "OK", events: [], hasMore: false });
    expect(empty.nextCursor).toEqual(expect.any(String));
    const { entitlementId } = await entitled({}, AS);
    made.push(`${entitlementId} 1`);
    await until(async () => {
      expect(eventsOf(await feed(`?after=${empty.nextCursor}`)).map(idOf)).toEqual(made);
    });
  });

  it("has one event per version, in the notification's body, in pages without gap or double", async () => {
    for (let at = 0; at < 6; at++) {
      const { entitlementId } = await entitled({}, AS);
      await verb("suspend", entitlementId, AS);
      made.push(`${entitlementId} 1`, `${entitlementId} 2`);
    }
    await until(async () => expect(eventsOf(await feed())).toHaveLength(made.length));
    for (const limit of [1, 4, 5, 100]) {
      const seen: string[] = [];
      for (let page = await feed(`?limit=${limit}`); ;) {
        expect(eventsOf(page).length).toBeLessThanOrEqual(limit);
        seen.push(...eventsOf(page).map(idOf));
        if (page["hasMore"] === false) break;
        page = await feed(`?limit=${limit}&after=${page.nextCursor}`);
      }
      expect(seen.toSorted()).toEqual(made.toSorted());
    }
    const [first] = eventsOf(await feed());
    expect(first).toMatchObject({
      responseCode: "OK",
      status: "ACTIVE",
      notificationReason: "ACTIVATION_SUCCESS",
      notificationId: expect.any(String),
      previousVersion: null,
    });
    expect(Object.keys(first ?? {})).not.toContain("allowedActions");
  });

  it("has a null notification where there was none", async () => {
    const { entitlementId } = await entitled({ productKey: "MUSIC" }, AS);
    await until(async () => {
      const event = eventsOf(await feed("?limit=100")).find((one) => one.entitlementId === entitlementId);
      expect(event).toMatchObject({ notificationId: null, notificationReason: null, previousVersion: null });
    });
  });

  it("no longer reaches back to a cursor whose events were pruned", async () => {
    const old = (await feed("?limit=1")).nextCursor;
    const archived = await archiveFeed(env, Date.now() + 24 * 3_600_000);
    await pruneFeed(env, Date.now() + 60_000, 1_000, archived);
    const expired = await call("GET", `/v1/events?after=${old}`, AS);
    expect(refusalOf(expired)).toBe("410 BAD_REQUEST CURSOR_EXPIRED RESELLER");
    expect(eventsOf(await feed())).toHaveLength(1);
    expect((await feed(`?after=${(await feed()).nextCursor}`))["events"]).toEqual([]);
  });
});
