// Secrets go in and never come out: not in an answer, an export, a plan, the audit, or any table.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { revealedReseller } from "../../src/catalogue/resellerSecrets";
import { SEALED, type Reseller } from "../../src/catalogue/schema";
import { unseal } from "../../src/catalogue/seal";
import { readItem } from "../../src/catalogue/store";
import { accessOf } from "../../src/connectors/registry";
import { inbox } from "../receiver";
import { call, entitled, OPERATOR, type Reply } from "../support/api";
import { write } from "../support/catalogue";
import {
  applied,
  knowProbe,
  linesOf,
  outcomesOf,
  put,
  sectionWith,
  shop,
  shopCredential,
  SIGNING,
  stored,
  videoMerchant,
  videoRoute,
  type Sections,
} from "../support/onboarding";

const PASSWORD = "the-video-password-7b1f";
const BEARER = "the-shop-bearer-token-93ac";
const OURS = "the-shop-credential-5d20";
const VALUES = [PASSWORD, BEARER, OURS, SIGNING, SIGNING.slice("whsec_".length)];

const NAME = { environment: "sandbox", merchantAccountKey: "VIDEO" } as const;

const sections = async (
  changes: { password?: string; bearer?: string; ours?: string } = {},
): Promise<Sections> => ({
  ...(await sectionWith(
    "merchants",
    videoMerchant({ secrets: ["apiPassword"] }, { secrets: { apiPassword: changes.password ?? PASSWORD } }),
  )),
  ...(await sectionWith(
    "resellers",
    shop({ authentication: { type: "bearer", token: changes.bearer ?? BEARER } }),
  )),
  ...(await sectionWith("credentials", shopCredential({ secrets: [changes.ours ?? OURS] }))),
  ...(await sectionWith("routes", videoRoute({ resellerKey: "SHOP", merchantAccountKey: "MUSIC" }))),
});

/** Every row of every table of the catalogue, as one text. */
async function everyRow(): Promise<string> {
  const list = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'";
  const { results } = await env.CATALOGUE.prepare(list).all<{ name: string }>();
  const dumps = results.map(({ name }) => env.CATALOGUE.prepare(`SELECT * FROM "${name}"`).all());
  return JSON.stringify((await Promise.all(dumps)).map((dump) => dump.results));
}

const answers: Reply[] = [];

beforeAll(async () => {
  knowProbe();
  answers.push(await put(await sections(), { dryRun: true }), await put(await sections()));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
});

describe("a secret that was given", () => {
  it("is in no answer, no export, no audit entry and no row", async () => {
    for (const path of ["catalogue", "credential", "audit"])
      answers.push(await call("GET", `/admin/v1/${path}`, { as: OPERATOR }));
    answers.push(await put(await sections({ password: `${PASSWORD}-2` }), { dryRun: true }));
    const seen = JSON.stringify(answers.map(({ body }) => body)) + (await everyRow());
    expect(seen).toContain("VIDEO");
    expect(seen).toContain("(secret)");
    for (const value of VALUES) expect(seen).not.toContain(value);
  });

  it("shows in a plan as a word, by the field that it is", () => {
    const fields = outcomesOf(answers[0] as Reply).changes.flatMap((change) =>
      change.fields.filter(({ to }) => to === "(secret)").map(({ path }) => `${change.kind} ${path}`),
    );
    expect(fields).toEqual([
      "merchant secrets.apiPassword",
      "reseller signingSecrets.0",
      "reseller authentication.token",
      "credential secrets.0",
    ]);
  });

  it("given again is nothing to do, absent keeps it, another is a change", async () => {
    expect(await applied(await sections())).toMatchObject({ changes: [] });
    expect(await applied(await stored())).toMatchObject({ changes: [] });
    const other = await put(await sections({ password: "x", bearer: "y", ours: "z" }), { dryRun: true });
    expect(outcomesOf(other).changes.map(({ kind, fields }) => [kind, fields])).toEqual([
      ["merchant", [{ path: "secrets.apiPassword", from: "(secret)", to: "(secret)" }]],
      ["reseller", [{ path: "authentication.token", from: "(secret)", to: "(secret)" }]],
      ["credential", [{ path: "secrets.0", from: "(secret)", to: "(secret)" }]],
    ]);
  });

  it("is there for those who need it: the connector, the notification, the caller", async () => {
    expect(await accessOf(env, NAME).secret("apiPassword")).toBe(PASSWORD);
    const { url, posts } = inbox();
    await entitled({ notificationUrl: url }, { as: `shop:${OURS}` });
    const [post] = await posts(1);
    expect(post?.headers["authorization"]).toBe(`Bearer ${BEARER}`);
    const { Webhook } = await import("standardwebhooks");
    expect(() => new Webhook(SIGNING).verify(post?.body ?? "", post?.headers ?? {})).not.toThrow();
  });

  it("can be taken away by null", async () => {
    const without = videoMerchant({}, { secrets: { apiPassword: null } });
    const { changes } = outcomesOf(await put(await sectionWith("merchants", without), { dryRun: true }));
    expect(changes[0]?.fields).toContainEqual({ path: "secrets.apiPassword", from: "(secret)", to: null });
  });
});

describe("a sealed value", () => {
  const stolen = async (): Promise<string> =>
    (await readItem(env.CATALOGUE, "merchant", "sandbox", "VIDEO"))?.secrets["apiPassword"] ?? "";

  it("opens nothing elsewhere in the database", async () => {
    const sealed = await stolen();
    expect(sealed).toMatch(SEALED);
    const thief: Reseller = {
      environment: "sandbox",
      resellerKey: "THIEF",
      name: "Thief",
      defaultNotificationUrl: null,
      authentication: { type: "bearer", token: sealed },
      signingSecrets: [SIGNING],
    };
    await expect(revealedReseller(env.CATALOGUE_KEY, thief)).rejects.toThrow();
    const owner = "merchant:sandbox:OTHER:apiPassword";
    await expect(unseal(env.CATALOGUE_KEY, owner, sealed)).rejects.toThrow();
    await expect(unseal("another key", "merchant:sandbox:VIDEO:apiPassword", sealed)).rejects.toThrow();
  });

  it("given as a value is just a text: it is sealed once more", async () => {
    const sealed = await stolen();
    await applied(
      await sectionWith(
        "merchants",
        videoMerchant(
          { secrets: ["apiPassword"] },
          { merchantAccountKey: "COPY", secrets: { apiPassword: sealed } },
        ),
      ),
    );
    expect(await accessOf(env, { ...NAME, merchantAccountKey: "COPY" }).secret("apiPassword")).toBe(sealed);
  });
});

describe("what release 0.1.0 stored in clear", () => {
  const old: Reseller = {
    environment: "sandbox",
    resellerKey: "OLD",
    name: "Old",
    defaultNotificationUrl: null,
    authentication: { type: "basic", username: "old", password: "old-password-in-clear" },
    signingSecrets: [SIGNING],
  };

  it("is read as it is, and sealed when its item is written next", async () => {
    await write({ kind: "reseller", item: old });
    expect(await revealedReseller(env.CATALOGUE_KEY, old)).toEqual(old);
    expect(await applied(await stored())).toMatchObject({ changes: [] });
    const exported = (await stored()).resellers.find(({ resellerKey }) => resellerKey === "OLD");
    const reply = await put(await sectionWith("resellers", { ...exported, name: "Renamed" }));
    expect(linesOf(reply)).toEqual(["~ reseller sandbox/OLD"]);
    expect(await everyRow()).not.toContain("old-password-in-clear");
    const item = await readItem(env.CATALOGUE, "reseller", "sandbox", "OLD");
    expect(item && (await revealedReseller(env.CATALOGUE_KEY, item))).toEqual({ ...old, name: "Renamed" });
  });

  it("is sealed at once where the file gives the value", async () => {
    await write({ kind: "reseller", item: old });
    const given = { ...old, authentication: { ...old.authentication }, defaultNotificationUrl: undefined };
    const section = await sectionWith("resellers", given);
    expect((await applied(section)).changes[0]?.fields).toContainEqual({
      path: "signingSecrets.0",
      from: "(secret)",
      to: "(secret)",
    });
    expect(await everyRow()).not.toContain("old-password-in-clear");
    expect(await applied(section)).toMatchObject({ changes: [] });
  });
});

it("a signing secret is rotated by giving the new one first", async () => {
  const newer = "whsec_bmV3ZXItc2lnbmluZy1zZWNyZXQtZm9yLXRlc3Q=";
  const section = await sectionWith("resellers", shop({ signingSecrets: [newer, SIGNING] }));
  expect(
    (await applied(section)).changes[0]?.fields.filter(({ path }) => path.startsWith("signing")),
  ).toEqual([
    { path: "signingSecrets.0", from: "(secret)", to: "(secret)" },
    { path: "signingSecrets.1", from: null, to: "(secret)" },
  ]);
  const item = await readItem(env.CATALOGUE, "reseller", "sandbox", "SHOP");
  expect(item && (await revealedReseller(env.CATALOGUE_KEY, item)).signingSecrets).toEqual([newer, SIGNING]);
});
