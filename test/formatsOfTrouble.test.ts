// What was stored and sent about endpoints and trouble, which is kept since release 0.2.0: today's code reads it, acts on
// it, and writes back what it does not understand. Everything else is in formats.test.ts.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { endpointIdOf } from "../src/callbacks/endpointId";
import { WakeMessage } from "../src/callbacks/message";
import type { Entry } from "../src/entitlement/entry";
import { readBacklogOf } from "../src/projection/backlog";
import { clock } from "../src/shared/clock";
import { call, OPERATOR } from "./support/api";
import { entriesOf, flying, loseMessages, reports } from "./support/outbox";
import { handled } from "./support/queue";
import { Held, pass } from "./support/world";

const SAMPLES = import.meta.glob<unknown>("./fixtures/formats/*/*.json", { eager: true, import: "default" });
const FIRST = "0.2.0";
const releases = [...new Set(Object.keys(SAMPLES).map((path) => path.split("/")[3] ?? ""))];

const sample = <T>(release: string, name: string): T => {
  const found = SAMPLES[`./fixtures/formats/${release}/${name}.json`];
  if (found === undefined) throw new Error(`${release} has no sample of ${name}`);
  return structuredClone(found) as T;
};

const LATER = { ofALaterRelease: { kept: true } };

interface StoredEndpoint {
  name: { environment: string; resellerKey: string; origin: string };
  breaker: { probe: { dispatchId: string }; probeAt: number; gone: string[] };
  untold: unknown[];
}

/** Puts rows into a table of the query store, as if that release had told them. */
async function filled(table: string, rows: Record<string, string | number | null>[]): Promise<void> {
  await env.DB.prepare(`DELETE FROM ${table}`).run();
  for (const row of rows) {
    const columns = Object.keys(row);
    const values = columns.map((_, at) => `?${at + 1}`);
    await env.DB.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${values.join()})`)
      .bind(...Object.values(row))
      .run();
  }
}

describe.each(releases.slice(releases.indexOf(FIRST)))("what release %s stored of trouble", (release) => {
  it("a walk over what an endpoint held is understood, and goes on with whatever else is in it", async () => {
    const walk = sample<WakeMessage>(release, "message-wake");
    expect(WakeMessage.parse({ ...walk, ...LATER })).toEqual({ ...walk, ...LATER });
    expect(await handled("resale-operations", { ...walk, ...LATER })).toMatchObject({
      outcome: "ok",
      explicitAcks: ["0"],
    });
  });

  it("an endpoint goes on where it was, and keeps what it does not understand", async () => {
    const kept = sample<StoredEndpoint>(release, "endpoint");
    const { name, breaker } = kept;
    // Five days later it would be paused.
    pass(breaker.probeAt - clock.now());
    const stub = env.ENDPOINT.get(env.ENDPOINT.idFromName(await endpointIdOf(name)));
    await runInDurableObject(stub, (_, { storage }) =>
      storage.kv.put(
        "endpoint",
        JSON.stringify({ ...kept, ...LATER, breaker: { ...breaker, alsoLater: 1 } }),
      ),
    );
    await evictDurableObject(stub);
    expect(await stub.view()).toMatchObject({ ...name, state: "HALF_OPEN", nextProbe: breaker.probeAt });
    const failed = { type: "failed", lastSuccessAt: null, what: "HTTP 503", holds: 0 } as const;
    await stub.tell(name, { ...failed, dispatchId: breaker.probe.dispatchId });
    const stored = await runInDurableObject(stub, (_, { storage }) => storage.kv.get<string>("endpoint"));
    expect(JSON.parse(stored ?? "")).toMatchObject({
      ...LATER,
      breaker: { state: "OPEN", failedProbes: 1, gone: breaker.gone, alsoLater: 1 },
    });
  });

  it("a held notification is shown, looks again, is sent, and keeps what it does not understand", async () => {
    loseMessages();
    const entry = sample<Entry>(release, "entry-held");
    const { notification, state, version } = entry;
    const held = new Held(state.entitlementId);
    const later = { ...entry, ...LATER, notification: { ...notification, alsoLater: 1 } };
    await runInDurableObject(held.stub, async (_, { storage }) => {
      storage.kv.put(`entry:${String(version).padStart(8, "0")}`, JSON.stringify(later));
      await storage.setAlarm(clock.now() + 60_000);
    });
    await evictDurableObject(held.stub);
    expect((await held.history()).notifications).toMatchObject([
      { notificationId: notification?.id, state: "held", nextAttempt: expect.any(String) },
    ]);
    await held.stub.wakeHeld(clock.now());
    await reports(held, await flying(held), 204);
    expect((await entriesOf(held)).at(-1)).toMatchObject({
      ...LATER,
      notification: { id: notification?.id, state: "delivered", hold: null, alsoLater: 1 },
    });
  });

  it("rows of trouble are listed and counted", async () => {
    const rows = sample<Record<string, string | number | null>[]>(release, "trouble-rows");
    const known = rows.map(({ detail, ...row }) => ({
      ...row,
      detail: JSON.stringify({ ...JSON.parse(String(detail)), ...LATER }),
    }));
    await filled("trouble", known);
    const { notifications } = (await call("GET", "/v1/notifications")).body;
    expect(notifications).toMatchObject([
      { state: "held", reason: "METADATA_UPDATE", version: 2, nextAttempt: null },
      { state: "exhausted", stateReason: "the endpoint answered 410 Gone", url: "https://reseller.invalid" },
    ]);
    expect(await readBacklogOf(env, "sandbox", 0, 5)).toMatchObject({
      held: { count: 1 },
      exhausted: { count: 1 },
      inDoubt: { count: 1 },
    });
  });

  it("endpoints and operational events are listed", async () => {
    await filled("endpoint", sample(release, "endpoint-rows"));
    await filled("operational_event", sample(release, "operational-events"));
    for (const [path, as] of [
      ["/v1/endpoints", undefined],
      ["/admin/v1/endpoints", OPERATOR],
    ] as const) {
      const { body } = await call("GET", path, { ...(as && { as }) });
      expect(body["endpoints"], path).toMatchObject([
        { origin: "https://reseller.invalid", resellerKey: "TELCO", failures: expect.any(Number) },
      ]);
      expect(body["events"], path).toMatchObject([
        { type: "notification.exhausted", detail: { reason: "ACTIVATION_SUCCESS" } },
        { type: "endpoint.failing", entitlementId: null },
      ]);
    }
  });
});
