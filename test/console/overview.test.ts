// The overview: figures that are the API's, a picture and a table for each, a filter in the address, and to each party
// its own.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { tellTrouble } from "../../src/projection/trouble";
import { clock } from "../../src/shared/clock";
import { ship } from "../statistics/shipments";
import { BANK, create, entitled, MUSIC, OPERATOR, TELCO, TELCO_LIVE, until, verb } from "../support/api";
import { signedIn, wordsOf } from "../support/console";
import { troubleRow } from "../support/trouble";

const TODAY = new Date(clock.now()).toISOString().slice(0, 10);

const look = async (as: string, query = ""): Promise<string> =>
  (await (await signedIn(as)).get(`/console/overview${query}`)).html;
const words = (html: string): string =>
  wordsOf({ html, status: 200, headers: new Headers(), location: null });

const counted = (count: number): Promise<void> =>
  until(async () =>
    expect(await env.DB.prepare("SELECT count(*) AS count FROM feed").first("count")).toBe(count),
  );

it("says what to do where nothing has been sold", async () => {
  expect(words(await look(TELCO))).toContain("Nothing has been sold yet Create an entitlement with POST");
  expect(words(await look(MUSIC))).toContain("As soon as a reseller sells one of your products");
  expect(words(await look(OPERATOR, "?reseller=live:TELCO"))).toContain("Nothing matches in these days");
});

describe("with sales", () => {
  beforeAll(async () => {
    await create({ productKey: "MUSIC" });
    const { entitlementId } = await entitled();
    await entitled();
    await verb("revoke", entitlementId, {
      body: { cancelReasonCategory: "REVOKED", cancelReasonCode: "FRAUD" },
    });
    await entitled({}, { as: BANK });
    const at = { date: `${TODAY}T00:00:00.000Z`, status: "ACTIVE", dateActivated: `${TODAY}T00:00:00.000Z` };
    await ship({ resellerKey: "BANK", merchantAccountKey: "V<b>IDEO", productKey: "FI<i>LMS" }, [at]);
    await counted(6);
  });

  it("shows the numbers that the API has", async () => {
    const text = words(await look(TELCO));
    expect(text).toContain("With the service now 1 ");
    expect(text).toContain("New 3 3 today so far");
    expect(text).toContain("Ended 1 0 more never became active");
    expect(text).toContain("Now: 1 ACTIVE, 1 PENDING.");
    expect(text).toContain("2 activated and 1 terminated in 30 days.");
    expect(text).toContain("Got a sign-up link: 1 · 33.3 % of new");
    expect(text).toContain("Fraud (revoked): 1 · 100 %");
    expect(text).toContain(`${TODAY}, so far`);
    expect(text).toMatch(/MUSIC create: half in [\d.]+ m?s, 95 % in/);
    expect(text).toContain("None of 4 calls failed");
    expect(text).toContain(
      "As of now every endpoint takes its notifications. Notifications in trouble: none.",
    );
  });

  it("has a table behind every picture, and each picture a name and a description that exist", async () => {
    const html = await look(TELCO);
    const pictures = html.match(/<svg class="picture [^>]*>/g) ?? [];
    expect(pictures.length).toBe(10);
    expect(html.match(/<details class="numbers">/g)?.length).toBe(5);
    const ids = [...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size, "an id is there once").toBe(ids.length);
    for (const picture of pictures) {
      expect(picture).toContain('role="img"');
      for (const id of /aria-labelledby="([^"]+)"/.exec(picture)?.[1]?.split(" ") ?? ["none"])
        expect(ids).toContain(id);
    }
    for (const [, fill] of html.matchAll(/fill="url\(#([^)]+)\)"/g)) expect(ids).toContain(fill);
  });

  it("has nothing in it that the content security policy forbids", async () => {
    for (const as of [TELCO, MUSIC, OPERATOR])
      expect(await look(as)).not.toMatch(/\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=/);
  });

  it.each([
    [TELCO, "", "New 3 "],
    [TELCO, "?product=MUSIC", "New 1 "],
    [TELCO, "?merchant=VIDEO", "Nothing matches"],
    [BANK, "", "New 2 "],
    [TELCO_LIVE, "", "Nothing has been sold yet"],
    [MUSIC, "", "New 4 "],
    [MUSIC, "?product=MUSIC", "New 1 "],
    [OPERATOR, "", "New 5 "],
    [OPERATOR, "?reseller=sandbox:BANK", "New 2 "],
    [OPERATOR, "?reseller=live", "Nothing matches"],
    [TELCO, "?days=4&product=%20", "New 3 "],
  ])("as %s with %s it says %s", async (as, query, expected) =>
    expect(words(await look(as, query))).toContain(expected),
  );

  it("keeps the filter that was chosen, and offers what there is to choose", async () => {
    const html = await look(TELCO, "?days=90&product=MUSIC");
    expect(html).toMatch(/<option value="90" selected>|<option selected value="90">/);
    expect(html).toContain("MUSIC_INSTANT");
    expect(html).toMatch(/<option (?:value="MUSIC" selected|selected value="MUSIC")>/);
    expect(html.match(/<svg class="picture/g)?.length).toBeGreaterThan(0);
  });

  it("takes names for text, wherever they come from", async () => {
    const html = await look(BANK);
    expect(html).toContain("V&lt;b>IDEO");
    expect(html).not.toMatch(/<b>IDEO|<i>LMS/);
    const asked = await look(TELCO, `?merchant=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(asked).not.toContain("<script>alert");
  });

  it("counts notifications in trouble, and links to where they are", async () => {
    const row = troubleRow();
    await tellTrouble(env.DB, row.entitlementId, [row], []);
    expect(await look(TELCO)).toContain('Notifications in trouble: <a href="/console/endpoints">1</a>');
    expect(await look(OPERATOR)).toContain('Notifications in trouble: <a href="/console/trouble">1</a>');
    expect(words(await look(BANK))).toContain("Notifications in trouble: none.");
  });

  it("shows merchants no reseller's endpoints, and nobody another's products", async () => {
    expect(words(await look(MUSIC))).not.toContain("Notification endpoints");
    for (const as of [TELCO, MUSIC]) expect(await look(as)).not.toMatch(/IDEO|LMS|BANK/);
  });
});
