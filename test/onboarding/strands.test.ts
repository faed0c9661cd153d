// What a change would hit: live entitlements are counted in the query store, and nothing that they need goes unless it is
// forced.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { countLive } from "../../src/projection/live";
import { call, entitled, OPERATOR, read, refusalOf, until, verb } from "../support/api";
import {
  applied,
  knowProbe,
  outcomesOf,
  put,
  sectionWith,
  stored,
  videoMerchant,
  videoProduct,
  videoRoute,
  type Sections,
} from "../support/onboarding";

const IN = { environment: "sandbox" };
const VIDEO = { ...IN, merchantAccountKey: "VIDEO" };
const live = (...questions: object[]): Promise<number[]> =>
  countLive(
    env,
    questions.map((question) => ({ ...VIDEO, ...question })),
  );

const buy = async (productKey: string, as?: string): Promise<string> =>
  (await entitled({ merchantAccountKey: "VIDEO", productKey }, as === undefined ? {} : { as })).entitlementId;

const without = async (
  name: keyof Sections,
  gone: (item: Record<string, unknown>) => boolean,
): Promise<Sections> => ({
  [name]: (await stored())[name].filter((item) => !gone(item)),
});

beforeAll(async () => {
  knowProbe();
  await applied({
    ...(await sectionWith("merchants", videoMerchant())),
    ...(await sectionWith(
      "products",
      videoProduct(),
      videoProduct({ productKey: "SERIES" }),
      videoProduct({ productKey: "SPORT" }),
    )),
    ...(await sectionWith("routes", videoRoute(), videoRoute({ resellerKey: "BANK" }))),
  });
  const [ended] = [
    await buy("SPORT"),
    await buy("FILMS"),
    await buy("FILMS"),
    await buy("SERIES"),
    await buy("SERIES", "bank-sandbox:bank-sandbox-secret"),
  ];
  await entitled();
  expect((await verb("revoke", ended)).status).toBe(200);
  await until(async () =>
    expect(await live({}, { productKey: "SPORT" }, { merchantAccountKey: "MUSIC" })).toEqual([4, 0, 1]),
  );
});

describe("live entitlements", () => {
  it("are counted by merchant, product, route and reseller, each environment by itself", async () => {
    expect(
      await live(
        {},
        { productKey: "FILMS" },
        { productKey: "SERIES" },
        { productKey: "SPORT" },
        { resellerKey: "TELCO" },
        { resellerKey: "BANK" },
        { environment: "live" },
      ),
    ).toEqual([4, 2, 2, 0, 3, 1, 0]);
    expect(
      await countLive(env, [
        { ...IN, resellerKey: "TELCO" },
        { ...IN, resellerKey: "BANK" },
      ]),
    ).toEqual([4, 1]);
    expect(await countLive(env, [])).toEqual([]);
  });

  it("are those that have not ended, and those that have ended with something to do", async () => {
    await env.DB.prepare("UPDATE entitlement SET wake_at = 1 WHERE product_key = 'SPORT'").run();
    expect(await live({ productKey: "SPORT" })).toEqual([1]);
    await env.DB.prepare("UPDATE entitlement SET wake_at = NULL WHERE product_key = 'SPORT'").run();
    expect(await live({ productKey: "SPORT" })).toEqual([0]);
  });
});

describe("a removal that would strand them", () => {
  const everything = async (): Promise<Sections> => ({
    ...(await without("merchants", (item) => item["merchantAccountKey"] === "VIDEO")),
    ...(await without("products", (item) => item["merchantAccountKey"] === "VIDEO")),
    ...(await without("routes", (item) => item["merchantAccountKey"] === "VIDEO")),
  });

  it("is planned with its counts, refused as a whole, and names each item", async () => {
    const before = await stored();
    const planned = outcomesOf(await put(await everything(), { dryRun: true }));
    expect(planned.changes.map((one) => [one.kind, one.key, one.liveEntitlements, one.strands])).toEqual([
      ["merchant", "sandbox/VIDEO", 4, true],
      ["product", "sandbox/VIDEO/FILMS", 2, true],
      ["product", "sandbox/VIDEO/SERIES", 2, true],
      ["product", "sandbox/VIDEO/SPORT", 0, false],
      ["route", "sandbox/BANK/VIDEO", 1, true],
      ["route", "sandbox/TELCO/VIDEO", 3, true],
    ]);
    const reply = await put(await everything());
    expect(refusalOf(reply)).toBe(
      "409 CONFLICT WOULD_STRAND RESELLER catalogue.merchants catalogue.products catalogue.products catalogue.routes catalogue.routes",
    );
    expect(reply.body.metadata.issues?.map(({ message }) => message)).toEqual([
      "merchant sandbox/VIDEO has 4 live entitlements.",
      "product sandbox/VIDEO/FILMS has 2 live entitlements.",
      "product sandbox/VIDEO/SERIES has 2 live entitlements.",
      "route sandbox/BANK/VIDEO has 1 live entitlement.",
      "route sandbox/TELCO/VIDEO has 3 live entitlements.",
    ]);
    expect(await stored()).toEqual(before);
  });

  it("of a reseller counts, too", async () => {
    const sections = {
      ...(await without("resellers", (item) => item["resellerKey"] === "BANK")),
      ...(await without("routes", (item) => item["resellerKey"] === "BANK")),
      ...(await without("credentials", (item) => item["organisation"] === "BANK")),
    };
    const reply = await put(sections);
    expect(reply.body.metadata.issues).toContainEqual({
      path: "catalogue.resellers",
      message: "reseller sandbox/BANK has 1 live entitlement.",
    });
  });

  it("of what nobody has any more is just done", async () => {
    const products = await without("products", (item) => item["productKey"] === "SPORT");
    expect((await put(products)).status).toBe(200);
  });

  it("another type of connector counts, another definition of the same does not", async () => {
    const other = videoMerchant({ type: "sandbox" });
    const reply = await put(await sectionWith("merchants", other));
    expect(refusalOf(reply)).toBe("409 CONFLICT WOULD_STRAND RESELLER catalogue.merchants");
    expect(reply.body.metadata.issues?.[0]?.message).toContain(
      "4 live entitlements that know it by another type",
    );
    const { changes } = await applied(await sectionWith("merchants", videoMerchant({ code: "NEXT" })));
    expect(changes).toMatchObject([{ liveEntitlements: 4, strands: false }]);
  });

  it("is done when it is forced; what was sold goes on in the terms that it was sold on", async () => {
    const entitlementId = await buy("FILMS");
    await until(async () => expect(await live({ productKey: "FILMS" })).toEqual([3]));
    const products = await without("products", (item) => item["productKey"] === "FILMS");
    expect(await applied(products, { force: true })).toMatchObject({
      changes: [{ action: "remove", key: "sandbox/VIDEO/FILMS", liveEntitlements: 3, strands: true }],
    });
    expect((await verb("suspend", entitlementId)).body.status).toBe("SUSPENDED");
    expect((await verb("resume", entitlementId)).body.status).toBe("ACTIVE");
    expect((await verb("cancel", entitlementId)).status).toBe(200);
    expect(await read(entitlementId)).toMatchObject({ status: "CANCELLED", productKey: "FILMS" });
    const { entries } = (await call("GET", "/admin/v1/audit?limit=1", { as: OPERATOR })).body as unknown as {
      entries: object[];
    };
    expect(entries[0]).toMatchObject({
      detail: { force: true, changes: [{ kind: "product", liveEntitlements: 3, strands: true }] },
    });
  });
});

describe("a rollback to another type of connector", () => {
  it("is refused while there are entitlements", async () => {
    await applied(await sectionWith("merchants", videoMerchant({ type: "sandbox" })), { force: true });
    const reply = await call("POST", "/admin/v1/connector/rollback", {
      as: OPERATOR,
      body: { ...VIDEO, version: 1, reason: "back" },
    });
    expect(refusalOf(reply)).toBe("409 CONFLICT WOULD_STRAND RESELLER version");
  });
});
