// The feed under fire: fifty writers, a query store that answers when it likes, and a reader that follows the cursor
// meanwhile. Every event once, in version order per entitlement, no position missing.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { keepHouse } from "../../src/operations/housekeeping";
import { hooks } from "../../src/shared/hooks";
import { call, entitled, patch, until, type Body } from "../support/api";
import { HOUR, pass } from "../support/world";

const WRITERS = 50;
const CHANGES = 3;
const READER_MS = 60_000;

async function page(after: string | null): Promise<Body> {
  const query = after === null ? "" : `&after=${after}`;
  const { status, body } = await call("GET", `/v1/events?limit=20${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

const versionsOf = (events: Body[]): Map<string, number[]> => {
  const versions = new Map<string, number[]>();
  for (const { entitlementId, version } of events)
    versions.set(entitlementId, [...(versions.get(entitlementId) ?? []), version]);
  return versions;
};

async function follow(total: number): Promise<Body[]> {
  const seen: Body[] = [];
  const end = Date.now() + READER_MS;
  let cursor: string | null = null;
  while (seen.length < total && Date.now() < end) {
    const body: Body = await page(cursor);
    seen.push(...(body["events"] as Body[]));
    cursor = body.nextCursor;
    if (body["hasMore"] !== true) await scheduler.wait(20);
  }
  return seen;
}

it(
  "gives a reader that follows the cursor every event exactly once, in order",
  { timeout: 90_000 },
  async () => {
    hooks.beforeProjection = async () => {
      await scheduler.wait(Math.random() * 60);
      if (Math.random() < 0.1) throw new Error("the query store is away");
    };
    const total = WRITERS * (1 + CHANGES);
    const reader = follow(total);
    const ids = await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        const { entitlementId } = await entitled();
        for (let change = 1; change <= CHANGES; change++)
          await patch(entitlementId, { extensionData: { change } });
        return entitlementId;
      }),
    );
    // What failed is tried again when its pause is over: by the alarm, or by whoever looks after that.
    delete hooks.beforeProjection;
    pass(HOUR);
    await Promise.all(ids.map((id) => call("GET", `/v1/entitlement/${id}`)));

    const versions = versionsOf(await reader);
    expect(versions.size).toBe(WRITERS);
    for (const id of ids) expect(versions.get(id)).toEqual([1, 2, 3, 4]);
    const positions = await env.DB.prepare("SELECT position FROM feed ORDER BY position").all<{
      position: number;
    }>();
    expect(positions.results.map(({ position }) => position)).toEqual(
      Array.from({ length: total }, (_, at) => at + 1),
    );
  },
);

it("reaches back as far as it says; an older cursor is told so, and the newest position is never lost", async () => {
  const first = await entitled();
  await until(async () => expect((await page(null))["events"]).not.toEqual([]));
  const old = (await page(null)).nextCursor ?? "";
  const { body } = await call("GET", "/v1/events?limit=1");
  const second = await entitled();
  await until(async () => expect(((await page(old))["events"] as Body[]).length + 1).toBeGreaterThan(0));
  await until(async () => {
    const { results } = await env.DB.prepare("SELECT entitlement_id AS id FROM feed").all<{ id: string }>();
    expect(results.map(({ id }) => id)).toEqual(
      expect.arrayContaining([first.entitlementId, second.entitlementId]),
    );
  });
  const before = await env.DB.prepare("SELECT max(position) AS top FROM feed").first<number>("top");
  await env.DB.prepare("UPDATE feed SET added = added - 36 * 86400000").run();
  await keepHouse(env);
  const { results } = await env.DB.prepare("SELECT position FROM feed").all<{ position: number }>();
  expect(results).toEqual([{ position: before }]);
  const expired = await call("GET", `/v1/events?after=${body.nextCursor}`);
  expect(expired).toMatchObject({ status: 410, body: { metadata: { reason: "CURSOR_EXPIRED" } } });
  expect((await page(null))["events"]).toHaveLength(1);
});
