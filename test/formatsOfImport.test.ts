// What releases since 0.3.0 stored of imports and exports: an entitlement that was imported is recognised by its row, goes on,
// and keeps what this release does not understand; a job that is under way goes on from the cursor of the release before.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import type { Entry } from "../src/entitlement/entry";
import { exportStep } from "../src/jobs/export/step";
import { importStep } from "../src/jobs/import/step";
import type { Position } from "../src/jobs/rows";
import type { Json } from "../src/shared/json";
import entry from "./fixtures/formats/0.3.0/entry-imported.json";
import cursors from "./fixtures/formats/0.3.0/job-cursors.json";
import { call } from "./support/api";
import { brought, bringing } from "./support/bring";
import { contextOf, factsOf } from "./support/steps";
import { asking, Held, MERCHANT, said } from "./support/world";

it("an imported entitlement is recognised by its row, and goes on", async () => {
  const held = new Held(entry.state.entitlementId);
  const stored = {
    ...entry,
    ofALaterRelease: 1,
    state: { ...entry.state, imported: { ...entry.state.imported, sheet: 2 } },
  };
  await runInDurableObject(held.stub, (_, { storage }) =>
    storage.kv.put("entry:00000001", JSON.stringify(stored)),
  );
  await evictDurableObject(held.stub);
  const { entitlementId, customerIdentifier, createHash, imported } = entry.state;
  const again = brought({ entitlementId, customerIdentifier, createHash, imported });
  expect(await held.stub.bring(again, bringing())).toEqual({ kind: "imported" });
  const resume = await held.stub.confirm(
    { type: "resume", reasonDescription: null },
    MERCHANT,
    asking({ actor: MERCHANT }),
  );
  expect(said(resume)).toBe("ACTIVE");
  const kept = await runInDurableObject(held.stub, (_, { storage }) =>
    [...storage.kv.list<string>({ prefix: "entry:" })].map(([, text]): Entry => JSON.parse(text)),
  );
  expect(kept.at(-1)?.state.imported).toEqual({ ...entry.state.imported, sheet: 2 });
});

it("jobs under way go on where they were", async () => {
  await call("GET", "/v1/product");
  const later = (cursor: object): Json => ({ ...cursor, ofALaterRelease: 1 }) as Json;
  const asked: (Position | null)[] = [];
  const context = {
    ...contextOf(factsOf(), 1, new Map(), {}),
    rows: async (from: Position | null) => {
      asked.push(from);
      return { rows: [], next: null };
    },
  };
  expect(await importStep(context, later(cursors.import))).toMatchObject({
    cursor: null,
    counts: { read: 0 },
  });
  expect(asked).toEqual([cursors.import.from]);
  const exported = await exportStep(context, later(cursors.export));
  expect(exported).toMatchObject({ cursor: null, counts: { read: 0 } });
});
