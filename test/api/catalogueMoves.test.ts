// The catalogue moves on while entitlements live: what can be done with them follows it, through every door.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { writeItems } from "../../src/catalogue/store";
import { call, create, entitled, patch, read, refusalOf, until, verb, type Body } from "../support/api";
import { credential, merchant, passTime, product, route, write } from "../support/catalogue";
import { entriesOf } from "../support/outbox";
import { Held } from "../support/world";

const AS = { as: "mover:secret" };
const VIDEO = "video-mover:secret";
const FRESH_MS = 26_000;
const UNSUPPORTED = "422 NOT_AVAILABLE OPERATION_NOT_SUPPORTED RESELLER";

type Items = Parameters<typeof writeItems>[1];

/** A new revision of the catalogue, known everywhere. */
async function moves(...items: Items): Promise<void> {
  await writeItems(env.CATALOGUE, items);
  passTime(FRESH_MS);
}

const able = (...verbs: ("suspend" | "resume" | "cancel" | "revoke" | "update")[]) =>
  product({ capabilities: { activation: "SYNC", verbs, endOfPeriodCancel: true } });
const everything = able("suspend", "resume", "cancel", "revoke", "update");
const ours = (changes = {}) => route({ resellerKey: "MOVER", limitPerCustomer: 100, ...changes });

/** Each story is later than the one before, as copies of the catalogue see it. */
let hours = 0;

/** An active entitlement at a merchant that can do everything. */
async function sold(): Promise<Body> {
  passTime(++hours * 3_600_000);
  await write(
    merchant("VIDEO", "sandbox"),
    everything,
    ours(),
    await credential("mover", ["secret"], { organisation: "MOVER" }),
    await credential("video-mover", ["secret"], { party: "MERCHANT", organisation: "VIDEO" }),
  );
  passTime(FRESH_MS);
  const record = await entitled({ merchantAccountKey: "VIDEO" }, AS);
  expect(record.allowedActions).toContain("suspend");
  return record;
}

const get = (id: string): Promise<Body> => read(id, AS.as);

describe("a verb that the product has no more", () => {
  it("is neither shown nor taken, and is there again when the catalogue has it again", async () => {
    const { entitlementId, customerIdentifier } = await sold();
    await moves(able("cancel", "revoke"));
    const narrowed = ["cancel", "revoke", "update"];
    expect((await get(entitlementId)).allowedActions).toEqual(narrowed);
    expect(refusalOf(await verb("suspend", entitlementId, AS))).toBe(UNSUPPORTED);
    expect(refusalOf(await verb("suspend", `${entitlementId}?dryRun=true`, AS))).toBe(UNSUPPORTED);
    const change = await patch(entitlementId, { offerKey: "BUNDLE" }, AS);
    expect(refusalOf(change)).toBe(UNSUPPORTED);
    for (const filter of [{}, { customerIdentifier }]) {
      await until(async () => {
        const { body } = await call("POST", "/v1/entitlement/report", { ...AS, body: filter });
        const found = body.entitlements.find((one) => one.entitlementId === entitlementId);
        expect(found?.allowedActions).toEqual(narrowed);
      });
    }
    await moves(everything);
    expect((await verb("suspend", entitlementId, AS)).body.status).toBe("SUSPENDED");
  });

  it("is refused also where the entitlement was not looked at in between", async () => {
    const { entitlementId } = await sold();
    await moves(able("cancel", "revoke"));
    expect(refusalOf(await verb("suspend", entitlementId, AS))).toBe(UNSUPPORTED);
  });
});

describe("a new version of the merchant's connector", () => {
  const version = (connectorVersion: number): Items[number] => {
    const entry = merchant("VIDEO", "sandbox");
    if (entry.kind !== "merchant") throw new Error("not a merchant");
    return { kind: "merchant", item: { ...entry.item, connectorVersion } };
  };
  const pins = async (id: string): Promise<(number | undefined)[]> =>
    (await entriesOf(new Held(id))).flatMap(({ state: { operation } }) =>
      operation ? [operation.connector?.version] : [],
    );

  it("is what the next operation runs on, and so is the one before when it is rolled back", async () => {
    const { entitlementId } = await sold();
    await moves(version(2));
    expect((await verb("suspend", entitlementId, AS)).status).toBe(200);
    await moves(version(1));
    expect((await verb("resume", entitlementId, AS)).status).toBe(200);
    expect(await pins(entitlementId)).toEqual([1, 2, 1]);
  });
});

describe("what the route shares", () => {
  it("follows it for both sides", async () => {
    const { entitlementId, customerIdentifier } = await sold();
    const own = { as: VIDEO, body: { merchantExtensionData: { seat: 4 } } };
    await call("POST", `/merchant/v1/entitlement/update/${entitlementId}`, own);
    expect((await get(entitlementId))["merchantExtensionData"]).toBeNull();
    await moves(ours({ sharesMerchantExtensionData: true, sharesWithMerchant: ["customerIdentifier"] }));
    expect((await get(entitlementId))["merchantExtensionData"]).toEqual({ seat: 4 });
    const path = `/merchant/v1/entitlement/${entitlementId}`;
    const seen = (await call("GET", path, { as: VIDEO })).body;
    expect(seen["customerIdentifier"]).toBe(customerIdentifier);
    await moves(ours());
    expect((await call("GET", path, { as: VIDEO })).body["customerIdentifier"]).toBeNull();
  });
});

describe("what is not sold any more", () => {
  it("lives on as it was sold; only new ones are refused", async () => {
    const { entitlementId } = await sold();
    const gone = "DELETE FROM item WHERE kind = 'product' AND key LIKE '%VIDEO%'";
    await env.CATALOGUE.batch([
      env.CATALOGUE.prepare(gone),
      env.CATALOGUE.prepare("UPDATE revision SET number = number + 1"),
    ]);
    passTime(FRESH_MS);
    expect(refusalOf(await create({ merchantAccountKey: "VIDEO" }, AS))).toContain("UNKNOWN_PRODUCT");
    expect((await get(entitlementId)).allowedActions).toContain("suspend");
    expect((await verb("suspend", entitlementId, AS)).body.status).toBe("SUSPENDED");
  });
});
