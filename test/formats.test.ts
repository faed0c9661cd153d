// Old and new code run side by side during a deploy. Each release keeps a sample of everything it stores and sends;
// today's code has to read them all, act on them, and write back what it does not understand.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { CallbackMessage, OperationMessage } from "../src/callbacks/message";
import { Catalogue, type Kind } from "../src/catalogue/store";
import { customerName } from "../src/customer/locate";
import { viewFor } from "../src/entitlement/record";
import type { Entry } from "../src/entitlement/entry";
import { asking, Held, MERCHANT, RESELLER, said } from "./support/world";

/** Every sample of every release, as it was stored or sent. */
const SAMPLES = import.meta.glob<Record<string, unknown>>("./fixtures/formats/*/*.json", {
  eager: true,
  import: "default",
});
const releases = [...new Set(Object.keys(SAMPLES).map((path) => path.split("/")[3] ?? ""))];

const sample = <T>(release: string, name: string): T => {
  const found = SAMPLES[`./fixtures/formats/${release}/${name}.json`];
  if (found === undefined) throw new Error(`${release} has no sample of ${name}`);
  return found as T;
};

/** Puts stored rows into the object that they belong to, as if that release had written them. */
async function restored(entries: Entry[]): Promise<Held> {
  const held = new Held(entries[0]?.state.entitlementId ?? "");
  await runInDurableObject(held.stub, (_, { storage }) => {
    for (const entry of entries)
      storage.kv.put(`entry:${String(entry.version).padStart(8, "0")}`, JSON.stringify(entry));
  });
  const { evictDurableObject } = await import("cloudflare:test");
  await evictDurableObject(held.stub);
  return held;
}

const later = <T extends Entry>(entry: T): T => ({
  ...entry,
  ofALaterRelease: { kept: true },
  state: { ...entry.state, alsoLater: 1 },
});

describe.each(releases)("what release %s stored and sent", (release) => {
  it("an entitlement whose create is open goes on, and keeps what it does not understand", async () => {
    const held = await restored([later(sample<Entry>(release, "entry-open"))]);
    const { requestId, epoch } = sample<Entry>(release, "entry-open").state.operation ?? {
      requestId: "",
      epoch: 0,
    };
    const meta = { operation: "create", at: 0, durationMs: 1 } as const;
    expect(said(await held.stub.complete(requestId, epoch, { kind: "completed" }, meta, "RESELLER"))).toBe(
      "ACTIVE",
    );
    const kept = await runInDurableObject(held.stub, (_, { storage }) =>
      [...storage.kv.list<string>({ prefix: "entry:" })].map(([, text]) => JSON.parse(text)),
    );
    expect(kept[0]).toMatchObject({ ofALaterRelease: { kept: true } });
    expect(kept[1].state).toMatchObject({ status: "ACTIVE", alsoLater: 1 });
  });

  it("an entitlement with a delivered notification is read, changed and told of", async () => {
    const held = await restored([sample<Entry>(release, "entry-delivered")]);
    const before = await held.view();
    expect(before).toMatchObject({ status: "ACTIVE", version: 1 });
    expect((await held.history()).notifications).toMatchObject([
      { state: "delivered", attempts: [{ status: 204 }] },
    ]);
    expect(
      said(
        await held.stub.confirm(
          { type: "suspend", reasonDescription: null },
          MERCHANT,
          asking({ actor: MERCHANT }),
        ),
      ),
    ).toBe("SUSPENDED");
    expect((await held.history()).notifications.at(-1)).toMatchObject({ version: 2, previousVersion: 1 });
  });

  it("what remains of a create that left nothing still answers its key", async () => {
    const remains = sample<{ hash: string; because: { refusal: { reason: string } } }>(release, "void");
    const { entitlementId } = sample<Entry>(release, "entry-open").state;
    const held = new Held(entitlementId.replace(/^00../, "00ee"));
    await runInDurableObject(held.stub, (_, { storage }) => storage.kv.put("void", JSON.stringify(remains)));
    const { input } = await import("./support/world");
    const key = { key: "create:k", hash: remains.hash };
    const again = await held.stub.create(
      input({ entitlementId: held.id }),
      asking({ idempotency: key }),
      false,
    );
    expect(again).toMatchObject({ kind: "refusal", replayed: true, refusal: remains.because.refusal });
  });

  it("a customer keeps its pseudonyms and its entitlements", async () => {
    const page = sample<{
      slots: { entitlementId: string; merchantAccountKey: string }[];
      pseudonyms: { platformUserId: string };
    }>(release, "customer-page");
    const name = await customerName("sandbox", "TELCO", `restored ${release}`);
    const stub = env.CUSTOMER.get(env.CUSTOMER.idFromName(name));
    await runInDurableObject(stub, (_, { storage }) => storage.kv.put("page:000000", JSON.stringify(page)));
    const { evictDurableObject } = await import("cloudflare:test");
    await evictDurableObject(stub);
    expect((await stub.list(null, 10)).slots).toMatchObject(page.slots);
    const claim = {
      entitlementId: "new",
      customerIdentifier: "c",
      dateCreated: 1,
      merchantAccountKey: "OTHER",
      productKey: "P",
      createHash: null,
      limit: 1,
      dryRun: true,
    };
    expect(await stub.claim(claim)).toMatchObject({
      kind: "claimed",
      platformUserId: page.pseudonyms.platformUserId,
    });
  });

  it("the sandbox merchant knows its subscription", async () => {
    const book = sample<{ entitlementId: string; links: Record<string, unknown> }>(
      release,
      "sandbox-subscription",
    );
    const stub = env.SANDBOX_MERCHANT.get(env.SANDBOX_MERCHANT.idFromName(book.entitlementId));
    await runInDurableObject(stub, (_, { storage }) => storage.kv.put("subscription", JSON.stringify(book)));
    const [token = ""] = Object.keys(book.links);
    expect(["open", "expired"]).toContain((await stub.look(token)).kind);
  });

  it("messages are understood, with whatever else is in them", () => {
    const callback = sample<Record<string, unknown>>(release, "message-callback");
    expect(CallbackMessage.parse({ ...callback, later: 1 })).toMatchObject(callback);
    const operation = sample<Record<string, unknown>>(release, "message-operation");
    expect(OperationMessage.parse({ ...operation, later: 1 })).toMatchObject(operation);
  });

  it("rows of the query store and the feed are shown as they were", () => {
    const state = sample<Entry["state"]>(release, "projection-body");
    expect(viewFor(state, RESELLER.side, 0)).toMatchObject({
      entitlementId: state.entitlementId,
      status: state.status,
    });
    const event = sample<Record<string, unknown>>(release, "feed-body");
    expect(event).toMatchObject({
      notificationReason: "ACTIVATION_SUCCESS",
      previousVersion: null,
      version: 1,
    });
  });

  it("catalogue items of every kind are accepted", () => {
    const items = sample<{ kind: Kind; key: string; body: unknown }[]>(release, "catalogue-items");
    const catalogue = new Catalogue();
    for (const { kind, key, body } of items) catalogue.add({ kind, key, body: JSON.stringify(body) });
    for (const { kind, key } of items) expect(catalogue.get(kind, ...key.split("\n")), kind).not.toBeNull();
    expect(new Set(items.map(({ kind }) => kind)).size).toBe(5);
  });
});
