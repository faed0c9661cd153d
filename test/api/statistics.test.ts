// Statistics by the API: the days asked for, what is refused, and to each party its own.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { clock } from "../../src/shared/clock";
import type { Statistics } from "../../src/statistics/statistics";
import { STATUSES } from "../../src/entitlement/state";
import { aggregateAll } from "../../src/statistics/aggregate";
import { STATUS_ORDER } from "../../src/statistics/statuses";
import { ship } from "../statistics/shipments";
import { BANK, call, entitled, MUSIC, OPERATOR, refusalOf, TELCO, TELCO_LIVE, until } from "../support/api";

const TODAY = new Date(clock.now()).toISOString().slice(0, 10);

const look = async (path: string, as: string): Promise<Statistics> => {
  const { status, body } = await call("GET", path, { as });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as unknown as Statistics;
};

const created = ({ days }: Statistics): number => days.reduce((sum, day) => sum + day.created, 0);

beforeAll(async () => {
  await entitled();
  await entitled();
  await entitled({}, { as: BANK });
  const at = { date: `${TODAY}T00:00:00.000Z`, status: "ACTIVE", dateActivated: `${TODAY}T00:00:00.000Z` };
  await ship({ resellerKey: "BANK", merchantAccountKey: "VIDEO", productKey: "FILMS" }, [at]);
  await ship({ environment: "live", resellerKey: "TELCO", merchantAccountKey: "VIDEO" }, [at]);
  await until(async () =>
    expect(await env.DB.prepare("SELECT count(*) AS count FROM feed").first("count")).toBe(5),
  );
});

describe("statistics", () => {
  it.each([
    ["/v1/statistics", TELCO, 2],
    ["/v1/statistics", BANK, 2],
    ["/v1/statistics?merchantAccountKey=VIDEO", BANK, 1],
    ["/v1/statistics?productKey=FILMS", BANK, 1],
    ["/v1/statistics?merchantAccountKey=VIDEO", TELCO, 0],
    ["/v1/statistics", TELCO_LIVE, 1],
    ["/merchant/v1/statistics", MUSIC, 3],
    ["/merchant/v1/statistics?productKey=FILMS", MUSIC, 0],
    ["/admin/v1/statistics", OPERATOR, 5],
    ["/admin/v1/statistics?environment=live", OPERATOR, 1],
    ["/admin/v1/statistics?environment=sandbox&resellerKey=BANK", OPERATOR, 2],
    ["/admin/v1/statistics?merchantAccountKey=VIDEO", OPERATOR, 2],
  ])("%s as %s: so many new entitlements: %i", async (path, as, count) => {
    const found = await look(path, as);
    expect(created(found)).toBe(count);
    expect(found.days.at(-1)?.statuses?.["ACTIVE"]).toBe(count);
    expect(found.products.reduce((sum, product) => sum + product.created, 0)).toBe(count);
  });

  it("are of the last thirty days unless others are named, and end today", async () => {
    const { from, to, days, complete, statusesSince } = await look("/v1/statistics", TELCO);
    expect(days).toHaveLength(30);
    expect({ from, to }).toEqual({ from: days[0]?.date, to: TODAY });
    expect({ complete, statusesSince }).toEqual({ complete: true, statusesSince: null });
    const later = await look(`/v1/statistics?from=${TODAY}&to=2999-01-01`, TELCO);
    expect(later.days.map(({ date }) => date)).toEqual([TODAY]);
  });

  it("know every day of a year, and what was then", async () => {
    const { days } = await look("/v1/statistics?from=2024-01-01&to=2024-12-31", TELCO);
    expect(days).toHaveLength(366);
    expect(days.at(-1)).toMatchObject({ created: 0, statuses: { ACTIVE: 0 } });
  });

  it("say how the merchant answers, also to the reseller whose calls they were", async () => {
    const [own] = (await look("/v1/statistics", TELCO)).merchantCalls;
    expect(own).toMatchObject({ merchantAccountKey: "MUSIC", operation: "create", calls: 2, failed: 0 });
    const [all] = (await look("/merchant/v1/statistics", MUSIC)).merchantCalls;
    expect(all).toMatchObject({ operation: "create", calls: 3 });
  });

  it("show no party a key of another", async () => {
    const theirs = JSON.stringify(await look("/merchant/v1/statistics", MUSIC));
    for (const foreign of ["VIDEO", "FILMS", "TELCO", "BANK"]) expect(theirs).not.toContain(foreign);
    expect(JSON.stringify(await look("/v1/statistics", TELCO))).not.toMatch(/VIDEO|FILMS|BANK/);
  });

  it("count what came after the hourly run for those whom it concerns, and nobody else", async () => {
    const looks = [
      ["/merchant/v1/statistics", MUSIC],
      ["/v1/statistics", TELCO],
      ["/v1/statistics?productKey=FILMS", BANK],
      ["/admin/v1/statistics?environment=live", OPERATOR],
      ["/admin/v1/statistics", OPERATOR],
    ] as const;
    const counts = (): Promise<number[]> =>
      Promise.all(looks.map(async ([path, as]) => created(await look(path, as))));
    await aggregateAll(env, 10);
    const before = await counts();
    const at = { date: `${TODAY}T00:00:00.000Z`, status: "ACTIVE" };
    await ship({ resellerKey: "BANK", merchantAccountKey: "VIDEO", productKey: "FILMS" }, [at]);
    expect(await counts()).toEqual(before.map((count, rank) => count + ([0, 0, 1, 0, 1][rank] ?? 0)));
  });

  it.each([
    ["/v1/statistics?from=yesterday", TELCO, "from"],
    ["/v1/statistics?from=2026-02-02&to=2026-02-01", TELCO, "from"],
    ["/v1/statistics?from=2999-01-01", TELCO, "from"],
    ["/v1/statistics?from=2024-01-01&to=2025-02-04", TELCO, "from"],
    ["/v1/statistics?days=3", TELCO, "days"],
    ["/v1/statistics?resellerKey=BANK", TELCO, "resellerKey"],
    ["/merchant/v1/statistics?merchantAccountKey=VIDEO", MUSIC, "merchantAccountKey"],
    ["/admin/v1/statistics?resellerKey=BANK", OPERATOR, "environment"],
  ])("%s as %s is refused by name: %s", async (path, as, field) =>
    expect(refusalOf(await call("GET", path, { as }))).toBe(`400 BAD_REQUEST VALIDATION RESELLER ${field}`),
  );

  it("know every status there is", () => expect([...STATUS_ORDER].sort()).toEqual([...STATUSES].sort()));
});
