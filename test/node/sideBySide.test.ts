// Old and new code on one state, as during a deploy and after a rollback: what today's code has written, the release
// before reads and goes on with; and what that has written, today's code reads. The earlier bundle is kept as it was
// deployed, with its configuration (test/fixtures/releases).
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { build } from "../../scripts/bench/build.ts";
import { apiAt, Entitlement, Feed, type Api } from "../../scripts/demo/api.ts";
import { startReceiver, type Receiver } from "../../scripts/demo/receiver.ts";
import { run, type Release, type Running } from "./support/release.ts";
import { forget, ROOT, temporaryState } from "./support/server.ts";

const RELEASES = join(ROOT, "test/fixtures/releases");
const BEFORE = "0.2.0";
const WAIT = { timeout: 20_000, interval: 100 };

let [today, before]: Release[] = [];
let [state, built] = ["", ""];
let running: Running;
let receiver: Receiver;
let api: Api;

beforeAll(async () => {
  [state, built] = await Promise.all([temporaryState(), mkdtemp(join(tmpdir(), "resale-edge-built-"))]);
  const bundle = await build("real", built);
  today = { script: await readFile(bundle.path, "utf8"), configPath: join(ROOT, "wrangler.toml") };
  const kept = await readFile(join(RELEASES, BEFORE, "index.js.gz"));
  before = { script: gunzipSync(kept).toString(), configPath: join(RELEASES, BEFORE, "wrangler.toml") };
  receiver = await startReceiver();
});
afterAll(async () => {
  await running?.end();
  receiver?.close();
  await Promise.all([forget(state), forget(built)]);
});

/** The other code takes over: nothing is lost that was answered. */
async function deploy(release: Release | undefined): Promise<void> {
  await running?.end();
  if (release) running = await run(release, state);
  api = apiAt(running.origin);
}

const Listed = z.object({ entitlements: z.array(z.looseObject({ entitlementId: z.string() })) });

async function sell(productKey: string): Promise<Entitlement> {
  const body = {
    customerIdentifier: `customer-${crypto.randomUUID()}`,
    merchantAccountKey: "MUSIC",
    productKey,
    notificationUrl: receiver.url,
  };
  const status = productKey === "MUSIC" ? 202 : 200;
  return (await api(Entitlement, "POST", "/v1/entitlement", status, { body })).body;
}
const verb = async (name: string, { entitlementId }: Entitlement, magic?: string): Promise<Entitlement> => {
  const headers = magic === undefined ? {} : { "X-Magic-Number": magic };
  return (await api(Entitlement, "POST", `/v1/entitlement/${name}/${entitlementId}`, 200, { headers })).body;
};
const read = async ({ entitlementId }: Entitlement): Promise<Entitlement> =>
  (await api(Entitlement, "GET", `/v1/entitlement/${entitlementId}`, 200)).body;
const listed = async (): Promise<string[]> =>
  (await api(Listed, "POST", "/v1/entitlement/report", 200, { body: { limit: 100 } })).body.entitlements
    .map(({ entitlementId }) => entitlementId)
    .toSorted();
const feed = async () => (await api(Feed, "GET", "/v1/events?limit=100", 200)).body.events;

/** A record without what every answer says anew. */
const recordOf = (answer: Entitlement) =>
  Object.fromEntries(Object.entries(answer).filter(([name]) => !name.startsWith("response")));

describe("today's code, the release before, and today's again, on one state", () => {
  const sold: Record<"active" | "pending" | "suspended" | "ending", Entitlement[]> = {
    active: [],
    pending: [],
    suspended: [],
    ending: [],
  };
  const newest = () => Object.values(sold).flatMap((lives) => lives.slice(-1));
  let positions = 0;

  /** Each life goes one step on, whatever code serves it. */
  const everyRecordIsAsItWas = async () => {
    for (const record of newest()) expect(recordOf(await read(record))).toEqual(recordOf(record));
    const ids = newest().map(({ entitlementId }) => entitlementId);
    await expect.poll(listed, WAIT).toEqual(ids.toSorted());
  };
  /** So many versions more are in the feed, none twice, none missing. */
  const feedHas = async (more: number) => {
    positions += more;
    await expect.poll(async () => (await feed()).length, WAIT).toBe(positions);
    const versions = (await feed()).map(({ entitlementId, version }) => `${entitlementId} ${version}`);
    expect(new Set(versions).size).toBe(positions);
  };

  it("today's code sells, suspends and cancels", async () => {
    await deploy(today);
    sold.active.push(await sell("MUSIC_INSTANT"));
    sold.pending.push(await sell("MUSIC"));
    sold.suspended.push(await verb("suspend", await sell("MUSIC_CODE")));
    sold.ending.push(await verb("cancel", await sell("MUSIC_INSTANT"), "TERMINATE_RETURNS_DATE"));
    await feedHas(6);
  });

  it("the release before reads all of it, and goes on", async () => {
    await deploy(before);
    await everyRecordIsAsItWas();
    const [active, pending, suspended, ending] = newest() as [
      Entitlement,
      Entitlement,
      Entitlement,
      Entitlement,
    ];
    const { pathname } = new URL(String(pending.parameters?.url));
    expect((await fetch(running.origin + pathname, { method: "POST" })).status).toBe(200);
    await expect.poll(async () => (await read(pending)).status, WAIT).toBe("ACTIVE");
    sold.pending.push(await read(pending));
    sold.active.push(await verb("suspend", active));
    sold.suspended.push(await verb("resume", suspended));
    sold.ending.push(await verb("undo", ending));
    await feedHas(4);
    const { notification } = await receiver.waitFor(ending.entitlementId, 3, 20_000);
    expect(notification).toMatchObject({ notificationReason: "TERMINATION_REVERSED", previousVersion: 2 });
  });

  it("today's code reads what that has written, and ends it", async () => {
    await deploy(today);
    await everyRecordIsAsItWas();
    for (const record of newest())
      expect(await verb("revoke", record)).toMatchObject({ status: "REVOKED", version: record.version + 1 });
    await feedHas(4);
    for (const { entitlementId, version } of newest())
      expect((await receiver.waitFor(entitlementId, version + 1, 20_000)).notification.status).toBe(
        "REVOKED",
      );
  });
});
