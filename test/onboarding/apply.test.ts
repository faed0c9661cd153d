// A document, planned and applied: what is exported needs nothing, what changes is named field by field, and what was
// applied sells at once.
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { PRESETS, type Preset } from "../../src/connectors/presets";
import { call, create, entitled, OPERATOR, refusalOf, verb } from "../support/api";
import { merchant, write } from "../support/catalogue";
import {
  applied,
  knowProbe,
  linesOf,
  outcomesOf,
  put,
  sectionWith,
  shop,
  shopCredential,
  stored,
  videoMerchant,
  videoProduct,
  videoRoute,
} from "../support/onboarding";

const get = (headers = {}) => call("GET", "/admin/v1/catalogue", { as: OPERATOR, headers });
const revision = async (): Promise<number> => Number((await get()).body["revision"]);

beforeAll(knowProbe);

describe("the demo, exported", () => {
  it("is a document without secrets, defaults and nulls", async () => {
    const { routes, merchants, resellers, credentials } = await stored();
    expect(routes[0]).toEqual({ environment: "sandbox", resellerKey: "BANK", merchantAccountKey: "MUSIC" });
    expect(merchants).toEqual([
      {
        environment: "sandbox",
        merchantAccountKey: "MUSIC",
        name: "Sandbox Music",
        connector: { type: "sandbox" },
      },
    ]);
    expect(resellers[0]).toEqual({ environment: "live", resellerKey: "TELCO", name: "Example Telco" });
    expect(credentials.map(({ id }) => id)).toEqual([
      "bank-sandbox",
      "music-sandbox",
      "operator",
      "telco-live",
      "telco-sandbox",
    ]);
  });

  it("needs nothing when it is applied: no write, no revision, no audit", async () => {
    const [before, catalogue] = [await revision(), await stored()];
    const reply = await put(catalogue);
    expect(reply.body).toMatchObject({ revision: before, dryRun: false, changes: [], unchanged: 15 });
    expect(await revision()).toBe(before);
    expect((await call("GET", "/admin/v1/audit", { as: OPERATOR })).body["entries"]).toEqual([]);
  });

  it("has the revision as its ETag, and answers 304 to it", async () => {
    const { headers } = await get();
    expect(headers.get("ETag")).toBe(`"${await revision()}"`);
    expect((await get({ "If-None-Match": headers.get("ETag") ?? "" })).status).toBe(304);
  });
});

describe("a merchant that is added", () => {
  it("is planned without a trace, then applied whole, and sells at once", async () => {
    const before = await stored();
    const sections = {
      ...(await sectionWith("merchants", videoMerchant())),
      ...(await sectionWith("products", videoProduct({ offerKeys: ["MONTHLY"] }))),
      ...(await sectionWith("routes", videoRoute())),
    };
    const dry = await put(sections, { dryRun: true });
    expect(linesOf(dry)).toEqual([
      "+ merchant sandbox/VIDEO",
      "+ product sandbox/VIDEO/FILMS",
      "+ route sandbox/TELCO/VIDEO",
    ]);
    expect(await stored()).toEqual(before);
    const real = await put(sections);
    expect(outcomesOf(real)).toEqual({
      ...outcomesOf(dry),
      dryRun: false,
      revision: outcomesOf(dry).revision + 1,
      responseMessage: "Success",
    });
    expect(real.headers.get("ETag")).toBe(`"${outcomesOf(real).revision}"`);
    expect(
      await entitled({ merchantAccountKey: "VIDEO", productKey: "FILMS", offerKey: "MONTHLY" }),
    ).toMatchObject({
      status: "ACTIVE",
    });
    expect((await put(await stored())).body).toMatchObject({ changes: [] });
  });

  it("shows every change by field, with what it would hit", async () => {
    const changed = videoProduct({
      productName: "All films",
      offerKeys: ["MONTHLY", "YEARLY"],
      signUpTtlMs: 60_000,
    });
    const { changes } = outcomesOf(await put(await sectionWith("products", changed), { dryRun: true }));
    expect(changes).toEqual([
      {
        action: "change",
        kind: "product",
        key: "sandbox/VIDEO/FILMS",
        fields: [
          { path: "offerKeys", from: ["MONTHLY"], to: ["MONTHLY", "YEARLY"] },
          { path: "productName", from: "Films", to: "All films" },
          { path: "signUpTtlMs", from: null, to: 60_000 },
        ],
        liveEntitlements: 1,
        strands: false,
      },
    ]);
  });

  it("can narrow what its connector can do, by product and by route", async () => {
    const products = await sectionWith(
      "products",
      videoProduct({ offerKeys: ["MONTHLY"], capabilities: { verbs: ["suspend", "cancel"] } }),
    );
    await applied({ ...products, ...(await sectionWith("routes", videoRoute({ verbs: ["cancel"] }))) });
    const { body } = await call("GET", "/v1/product");
    expect(
      (body["products"] as { productKey: string }[]).find(({ productKey }) => productKey === "FILMS"),
    ).toMatchObject({
      capabilities: { activation: "SYNC", verbs: ["cancel"], endOfPeriodCancel: true, limitPerCustomer: 5 },
    });
  });
});

describe("a section", () => {
  it("that is absent is left alone, one that is present is the whole", async () => {
    await applied({
      ...(await sectionWith("resellers", shop())),
      ...(await sectionWith("credentials", shopCredential())),
    });
    const { resellers, credentials } = await stored();
    const without = credentials.filter(({ id }) => id !== "shop");
    const reply = await put({ credentials: without });
    expect(linesOf(reply)).toEqual(["- credential shop"]);
    expect((await stored()).resellers).toEqual(resellers);
    expect(
      linesOf(await put({ resellers: resellers.filter((one) => one["resellerKey"] !== "SHOP") })),
    ).toEqual(["- reseller sandbox/SHOP"]);
  });
});

describe("two operators at once", () => {
  const renamed = (name: string) => sectionWith("merchants", videoMerchant({}, { name }));

  it("whoever comes too late hears 412, and only the other's document is stored", async () => {
    const documents = await Promise.all(["One", "Two", "Three"].map(renamed));
    const before = await revision();
    const replies = await Promise.all(documents.map((document) => put(document)));
    const inTime = replies.filter(({ status }) => status === 200);
    const late = replies.filter(({ status }) => status === 412);
    // Which of them overlap is the machine's doing; three that all come in time would be no two at once.
    expect([inTime.length + late.length, late.length > 0, inTime.length > 0]).toEqual([3, true, true]);
    expect(new Set(late.map(refusalOf))).toEqual(new Set(["412 CONFLICT VERSION_MISMATCH RESELLER"]));
    expect(await revision()).toBe(before + inTime.length);
    const won = ["One", "Two", "Three"].filter((_, at) => replies[at]?.status === 200);
    const { name } = (await stored()).merchants.find((one) => one["merchantAccountKey"] === "VIDEO") ?? {};
    expect(won).toContain(name);
    const { entries } = (await call("GET", "/admin/v1/audit?limit=1", { as: OPERATOR })).body as unknown as {
      entries: { subject: string }[];
    };
    expect(entries[0]?.subject).toBe(`catalogue revision ${before + inTime.length}`);
  });

  it("If-Match holds a plan to its revision", async () => {
    const planned = await revision();
    await applied(await renamed("Four"), { ifMatch: `"${planned}"` });
    const late = await put(await renamed("Five"), { ifMatch: `"${planned}"` });
    expect(refusalOf(late)).toBe("412 CONFLICT VERSION_MISMATCH RESELLER");
    expect(refusalOf(await put(await renamed("Five"), { ifMatch: "nonsense", dryRun: true }))).toBe(
      "412 CONFLICT VERSION_MISMATCH RESELLER",
    );
    expect((await put(await renamed("Five"), { ifMatch: "*" })).status).toBe(200);
  });
});

describe("the connector of a merchant", () => {
  interface Shown {
    version: number;
    type: string;
    created: string | null;
    current: boolean;
  }
  const versions = async (merchantAccountKey = "VIDEO"): Promise<Shown[]> => {
    const query = `environment=sandbox&merchantAccountKey=${merchantAccountKey}`;
    return (await call("GET", `/admin/v1/connector?${query}`, { as: OPERATOR })).body["versions"] as Shown[];
  };
  const current = async (merchantAccountKey = "VIDEO") =>
    (await versions(merchantAccountKey)).find((one) => one.current)?.version;
  const rollback = (version: number, merchantAccountKey = "VIDEO") =>
    call("POST", "/admin/v1/connector/rollback", {
      as: OPERATOR,
      body: { environment: "sandbox", merchantAccountKey, version, reason: "it was better before" },
    });
  const coded = (code: string) => sectionWith("merchants", videoMerchant({ code }));
  const bought = async () => {
    const { body } = await create({ merchantAccountKey: "VIDEO", productKey: "FILMS" });
    return body["activationCode"];
  };

  it("gets a version per definition; the former file leads back to the former version", async () => {
    const first = await current();
    const outcomes = await applied(await coded("SECOND"));
    const fields = outcomes.changes[0]?.fields;
    expect(fields).toContainEqual({ path: "connector.code", from: null, to: "SECOND" });
    expect(fields).toContainEqual({ path: "connectorVersion", from: first, to: 2 });
    expect(await bought()).toBe("SECOND");
    await applied(await coded("THIRD"));
    expect(await bought()).toBe("THIRD");
    await applied(await coded("SECOND"));
    expect(await bought()).toBe("SECOND");
    expect(await versions()).toMatchObject([
      { version: 3, type: "probe", current: false },
      { version: 2, type: "probe", created: expect.any(String), current: true },
      { version: 1, current: false },
    ]);
  });

  it("does not get one for the same definition in another order of its members", async () => {
    const reordered = videoMerchant({ verbs: ["cancel", "suspend"], code: "X" });
    await applied(
      await sectionWith("merchants", {
        ...reordered,
        connector: { type: "probe", code: "X", verbs: ["cancel", "suspend"] },
      }),
    );
    const before = await versions();
    const other = { ...reordered, connector: { verbs: ["cancel", "suspend"], code: "X", type: "probe" } };
    expect(await applied(await sectionWith("merchants", other))).toMatchObject({ changes: [] });
    expect(await versions()).toEqual(before);
  });

  it("can be rolled back by its number, with a reason on record; the file then says what it would change", async () => {
    await applied(await coded("FOURTH"));
    const latest = (await current()) ?? 0;
    expect((await rollback(2)).body["versions"]).toContainEqual(
      expect.objectContaining({ version: 2, current: true }),
    );
    expect(await bought()).toBe("SECOND");
    const again = await put(await coded("FOURTH"), { dryRun: true });
    expect(outcomesOf(again).changes[0]?.fields).toContainEqual({
      path: "connectorVersion",
      from: 2,
      to: latest,
    });
    const { entries } = (await call("GET", "/admin/v1/audit?limit=1", { as: OPERATOR })).body as unknown as {
      entries: object[];
    };
    expect(entries[0]).toMatchObject({
      action: "connector.rollback",
      subject: "merchant sandbox/VIDEO",
      reason: "it was better before",
      detail: { from: latest, to: 2 },
    });
    const before = await revision();
    expect((await rollback(2)).status).toBe(200);
    expect(await revision()).toBe(before);
  });

  it("has no version that it never had, and a stranger has none", async () => {
    expect(refusalOf(await rollback(99))).toBe("400 BAD_REQUEST VALIDATION RESELLER version");
    expect(refusalOf(await rollback(1, "FAX"))).toBe("404 NOT_FOUND UNKNOWN_MERCHANT RESELLER");
    const path = "/admin/v1/connector?environment=live&merchantAccountKey=VIDEO";
    expect(refusalOf(await call("GET", path, { as: OPERATOR }))).toBe(
      "404 NOT_FOUND UNKNOWN_MERCHANT RESELLER",
    );
  });

  it("that nobody has written down is its first version, and can be gone back to", async () => {
    await write(merchant("OLD", "sandbox"));
    expect(await versions("OLD")).toEqual([{ version: 1, type: "sandbox", created: null, current: true }]);
    const section = await sectionWith(
      "merchants",
      videoMerchant({}, { merchantAccountKey: "OLD", name: "OLD" }),
    );
    await applied(section);
    expect(await current("OLD")).toBe(2);
    expect((await rollback(1, "OLD")).status).toBe(200);
    expect(await versions("OLD")).toMatchObject([
      { version: 2 },
      { version: 1, type: "sandbox", current: true },
    ]);
  });

  it("keeps its versions when the merchant goes and comes back", async () => {
    const only = (await stored()).merchants.filter(({ merchantAccountKey }) => merchantAccountKey !== "OLD");
    await applied({ merchants: only });
    await applied(
      await sectionWith("merchants", videoMerchant({ code: "NEW" }, { merchantAccountKey: "OLD" })),
    );
    expect(await current("OLD")).toBe(3);
  });
});

it("a sale is made on the terms of the newest revision", async () => {
  const music = { environment: "sandbox", resellerKey: "TELCO", merchantAccountKey: "MUSIC" };
  await applied(await sectionWith("routes", { ...music, verbs: ["cancel"] }));
  const { entitlementId } = await entitled();
  expect(refusalOf(await verb("suspend", entitlementId))).toContain("OPERATION_NOT_SUPPORTED");
});

describe("a preset", () => {
  beforeAll(() => {
    const options = z.strictObject({ host: z.string(), code: z.string().optional() });
    const expand = ({ host, code }: z.infer<typeof options>) => ({
      type: "probe",
      url: `https://${host}/`,
      code,
    });
    (PRESETS as Record<string, Preset>)["test"] = options.transform(expand);
  });
  const preset = (connector: object) =>
    sectionWith("merchants", videoMerchant({ type: undefined, preset: "test", ...connector }));

  it("is stored as the definition that it stands for, so that a later release changes no merchant", async () => {
    const section = await preset({ host: "preset.example.com", code: "PRESET" });
    await applied(section);
    const video = (await stored()).merchants.find(({ merchantAccountKey }) => merchantAccountKey === "VIDEO");
    expect(video?.["connector"]).toEqual({
      type: "probe",
      url: "https://preset.example.com/",
      code: "PRESET",
    });
    expect(await applied(section)).toMatchObject({ changes: [] });
  });

  it.each([
    [{}, "host"],
    [{ host: "preset.example.com", port: 1 }, "port"],
    [{ host: "10.0.0.1" }, ""],
  ])("with %j is refused where it is wrong", async (options, path) => {
    const refusal = refusalOf(await put(await preset(options)));
    expect(refusal.replace(/^.*merchants\.\d\.connector\.?/, "")).toBe(path);
  });
});
