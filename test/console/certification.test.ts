// The certification's pages: run one, read its report, and who has nothing to run.
import { beforeAll, expect, it } from "vitest";
import { MUSIC, OPERATOR, TELCO, TELCO_LIVE } from "../support/api";
import { receiverWith } from "../support/candidates";
import { signedIn, wordsOf, type Tab } from "../support/console";

const PATH = "/console/certification";
let telco: Tab;

beforeAll(async () => {
  telco = await signedIn(TELCO);
});

it("a reseller runs one and is sent on to its report, which says why for each scenario", async () => {
  expect(wordsOf(await telco.get(PATH))).toContain("None was run yet");
  const done = await telco.post(PATH, { notificationUrl: receiverWith("unverified") });
  expect([done.status, done.location]).toEqual([
    303,
    expect.stringMatching(/^\/console\/certification\/[0-9a-f-]{36}$/),
  ]);
  const words = wordsOf(await telco.get(done.location ?? ""));
  for (const part of [
    "Failed The reasons stand beside what failed.",
    "What your receiver survives",
    "A forgery",
    "It has to be refused: verify before you answer.",
    "3 requests of A forgery",
    "What your use of the API has covered",
    "Not seen within the last 30 days. Revoke an entitlement.",
  ])
    expect(words).toContain(part);
  const list = await telco.get(PATH);
  expect(list.html).toContain(done.location);
});

it("a form that is sent twice runs once", async () => {
  const once = /name="once" value="([^"]*)"/.exec((await telco.get(PATH)).html)?.[1] ?? "";
  const fields = { once, notificationUrl: receiverWith("refusing") };
  const [first, second] = [await telco.post(PATH, fields), await telco.post(PATH, fields)];
  expect(second.location).toBe(first.location);
});

it("what is refused stands at its field", async () => {
  const refused = await telco.post(PATH, { notificationUrl: "ftp://x" });
  expect([refused.status, refused.html]).toEqual([
    400,
    expect.stringContaining('id="notificationUrl-error"'),
  ]);
});

it("a merchant whose connector calls no HTTP API hears so", async () => {
  const music = await signedIn(MUSIC);
  const page = await music.get(PATH);
  expect(page.html).not.toContain("field-notificationUrl");
  const refused = await music.post(PATH);
  expect([refused.status, wordsOf(refused)]).toEqual([
    422,
    expect.stringContaining("does not call an HTTP API"),
  ]);
});

it("in live there is nothing to be run, and an operator has no such page", async () => {
  const live = await (await signedIn(TELCO_LIVE)).get(PATH);
  expect(wordsOf(live)).toContain("Certifications are run in the sandbox");
  expect(live.html).not.toContain("Run it");
  expect((await (await signedIn(OPERATOR)).get(PATH)).status).toBe(404);
});
