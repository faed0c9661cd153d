// Each isolate's copy of the catalogue: how old it gets, and what happens while the database is away.
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { currentCatalogue, findItem } from "../../src/catalogue/cache";
import { writeItems } from "../../src/catalogue/store";
import { call, entitled, refusalOf, TELCO } from "../support/api";
import { credential, merchant, passTime, route, write } from "../support/catalogue";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** Takes the database away and brings it back: its tables answer to other names meanwhile. */
const away = () => env.CATALOGUE.exec("ALTER TABLE revision RENAME TO r; ALTER TABLE item RENAME TO i");
const back = () => env.CATALOGUE.exec("ALTER TABLE r RENAME TO revision; ALTER TABLE i RENAME TO item");

const names = async (): Promise<string[]> =>
  (await currentCatalogue(env.CATALOGUE)).all("merchant").map((one) => one.merchantAccountKey);

describe("the copy", () => {
  it("is filled by the first request where there is a demo to fill it with, once", async () => {
    expect(await names()).toEqual([]);
    passTime(30 * SECOND);
    await call("GET", "/v1/product");
    passTime(30 * SECOND);
    expect(await names()).toEqual(["MUSIC"]);
    await call("GET", "/v1/product");
    const { results } = await env.CATALOGUE.prepare("SELECT number FROM revision").all();
    expect(results).toEqual([{ number: 1 }]);
  });

  it("is used for 25 seconds, then it is refreshed", async () => {
    await write(merchant("ONE", "sandbox"));
    passTime(HOUR);
    expect(await names()).toContain("ONE");
    await writeItems(env.CATALOGUE, [merchant("TWO", "sandbox")]);
    passTime(24 * SECOND);
    expect(await names()).not.toContain("TWO");
    passTime(2 * SECOND);
    expect(await names()).toContain("TWO");
  });

  it("never remembers that something is missing: what is new works at once", async () => {
    const catalogue = await currentCatalogue(env.CATALOGUE);
    const found = () => findItem(env.CATALOGUE, catalogue, "merchant", "sandbox", "NEW");
    expect(await found()).toBeNull();
    await writeItems(env.CATALOGUE, [merchant("NEW", "sandbox")]);
    expect(await found()).toMatchObject({ merchantAccountKey: "NEW" });
    await write(
      await credential("newcomer", ["secret"], { organisation: "NEWCOMER" }),
      route({ resellerKey: "NEWCOMER", merchantAccountKey: "MUSIC" }),
    );
    expect((await entitled({}, { as: "newcomer:secret" })).status).toBe("ACTIVE");
  });
});

describe("while the database is away", () => {
  afterEach(back);

  it("the last good copy serves for a day, and then nobody comes in", async () => {
    const status = async (as: string) => (await call("GET", "/v1/product", { as })).status;
    passTime(2 * HOUR);
    expect(await status(TELCO)).toBe(200);
    await away();
    passTime(23 * HOUR);
    expect(await status(TELCO)).toBe(200);
    passTime(2 * HOUR);
    const refused = await call("GET", "/v1/product", { as: TELCO });
    expect(refusalOf(refused)).toBe("503 SERVICE_UNAVAILABLE CATALOGUE_UNAVAILABLE PLATFORM");
    expect(refused.headers.get("Retry-After")).toBe("5");
  });

  it("everything sells as before, and only what is unknown cannot be looked up", async () => {
    passTime(24 * HOUR);
    await call("GET", "/v1/product");
    await away();
    passTime(HOUR);
    expect((await entitled()).status).toBe("ACTIVE");
    expect((await call("GET", "/v1/product", { as: "somebody:new" })).status).toBe(503);
  });
});
