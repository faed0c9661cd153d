// Nobody opens anything of others. Generated from the page table: a page without a line here fails, and every page is tried
// by nobody, by every party it is not for, and by those of the right party whose records are others.
import { beforeAll, describe, expect, it } from "vitest";
import type { Party } from "../../src/api/authenticate";
import { PAGES } from "../../src/console/pages";
import {
  BANK,
  call,
  entitled,
  MUSIC,
  newCustomer,
  OPERATOR,
  read,
  TELCO,
  TELCO_LIVE,
  type Body,
} from "../support/api";
import { credential, merchant, write } from "../support/catalogue";
import { headingOf, newTab, signedIn, wordsOf, type PageSeen, type Tab } from "../support/console";

const NOBODY = "00000000-0000-8000-8000-000000000000";
const CUSTOMER = newCustomer();
const EXTERNAL = "order-of-telco";

const OWN: Record<Party, string> = { RESELLER: TELCO, MERCHANT: MUSIC, OPERATOR };
const STRANGERS: Record<Party, string[]> = {
  RESELLER: [BANK, TELCO_LIVE],
  MERCHANT: ["video-sandbox:video-secret", "music-live:music-live-secret"],
  OPERATOR: [],
};

/** What the verb of `/:action` is for a party. */
const ACTION: Record<Party, string> = { RESELLER: "revoke", MERCHANT: "terminate", OPERATOR: "settle" };

interface Expected {
  /** What the owner sees: a heading, or where it is sent. */
  own: string | Record<Party, string>;
  /** What a stranger of the same party sees; absent: what the owner sees, with nothing of the record in it. */
  stranger?: string;
  fields?: Record<string, string>;
}

const GONE = "404 No such entitlement";
const NOTHING = "404 There is nothing here";
const ENTITLEMENT = "/console/entitlement/:entitlementId";

const EXPECTED: Record<string, Expected> = {
  "GET /console/sign-in": { own: "303 /console" },
  "POST /console/sign-in": { own: "401 Sign in" },
  "POST /console/sign-out": { own: "303 /console/sign-in" },
  "GET /console": { own: "303 /console/overview" },
  "GET /console/overview": { own: "200 Overview" },
  "GET /console/live": { own: "200 Live" },
  "GET /console/live/events": { own: "200 " },
  "GET /console/care": { own: "200 Find an entitlement" },
  "POST /console/care": {
    own: `303 ${ENTITLEMENT}`,
    stranger: "200 Find an entitlement",
    fields: { q: "{id}" },
  },
  [`GET ${ENTITLEMENT}`]: { own: "200 Music Instant", stranger: GONE },
  [`GET ${ENTITLEMENT}/share`]: { own: "200 Share this entitlement", stranger: GONE },
  [`POST ${ENTITLEMENT}/share`]: {
    own: "200 Share this entitlement",
    stranger: GONE,
    fields: { ttl: "hour", reason: "asked for" },
  },
  [`GET ${ENTITLEMENT}/:action`]: {
    own: {
      RESELLER: "200 Revoke this entitlement?",
      MERCHANT: "200 Terminate this entitlement?",
      OPERATOR: "200 Settle what is in doubt?",
    },
    stranger: GONE,
  },
  [`POST ${ENTITLEMENT}/:action`]: {
    own: {
      RESELLER: "400 Revoke this entitlement?",
      MERCHANT: "400 Terminate this entitlement?",
      OPERATOR: "400 Settle what is in doubt?",
    },
    stranger: GONE,
    // Refused by the API where it is one's own, so that the record stays for the other tests.
    fields: {
      cancelReasonCategory: "NONE/SUCH",
      reasonCategory: "NONE/SUCH",
      immediate: "true",
      outcome: "NONE",
    },
  },
  "GET /console/shared/:token": { own: "404 We do not know this link" },
  "GET /console/endpoints": { own: "200 Endpoints" },
  "POST /console/endpoints/test": { own: "400 Endpoints", fields: { url: "ftp://x" } },
  "GET /console/endpoints/:endpointId/resume": { own: "404 No such endpoint" },
  "POST /console/endpoints/:endpointId/resume": { own: "404 No such endpoint", fields: { reason: "x" } },
  "GET /console/certification": { own: "200 Certification" },
  "POST /console/certification": {
    own: { RESELLER: "400 Certification", MERCHANT: "422 Certification", OPERATOR: "" },
    fields: { notificationUrl: "ftp://x" },
  },
  "GET /console/certification/:certificationId": { own: "404 No such certification" },
  "GET /console/reports": { own: "200 Reports" },
  "GET /console/reports/range": { own: "404 No such report" },
  "GET /console/reports/file/:partner/:name": { own: "404 No such report" },
  "GET /console/reports/run": { own: "200 Write reports again?" },
  "POST /console/reports/run": { own: "400 Write reports again?" },
  "GET /console/sandbox": { own: "200 Sandbox" },
  "POST /console/sandbox": { own: "400 Sandbox", fields: { productKey: "NONE" } },
  // TELCO's is none of the sandbox reseller's orders, so nobody reaches it here.
  "GET /console/sandbox/:entitlementId": { own: GONE },
  "POST /console/sandbox/:entitlementId/:command": { own: GONE },
  "GET /console/jobs": { own: "200 Jobs" },
  "GET /console/jobs/new": { own: NOTHING },
  "POST /console/jobs/new": { own: "415 That was not possible" },
  "GET /console/jobs/:jobId": { own: "404 No such job" },
  "POST /console/jobs/:jobId/cancel": { own: "404 No such job", fields: { reason: "x" } },
  "GET /console/jobs/:jobId/results/:name": { own: "404 No such job" },
  "GET /console/trouble": { own: "200 Trouble" },
  "GET /console/catalogue": { own: "200 Catalogue" },
  "GET /console/catalogue/plan": { own: "200 Plan a change" },
  "POST /console/catalogue/plan": { own: "200 Plan a change", fields: { document: "{}" } },
};

let own: Body;
const tabs = new Map<string, Promise<Tab>>();
const tabOf = (credentials: string): Promise<Tab> => {
  const known = tabs.get(credentials) ?? signedIn(credentials);
  tabs.set(credentials, known);
  return known;
};

const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

function visit(name: string, id: string, party: Party, tab: Tab): Promise<PageSeen> {
  const [method = "", path = ""] = name.split(" ");
  const at = path
    .replace(":entitlementId", id)
    .replace(":action", ACTION[party])
    .replace(":command", "revoke")
    .replace(":endpointId", "e".repeat(32))
    .replace(":token", "none.such");
  if (method === "GET") return tab.get(at);
  const fields = Object.entries(EXPECTED[name]?.fields ?? {}).map(([field, text]) => [
    field,
    text.replace("{id}", id),
  ]);
  return tab.post(at, Object.fromEntries(fields));
}

const said = (page: PageSeen): string => `${page.status} ${page.location ?? headingOf(page)}`;

beforeAll(async () => {
  await write(
    ...(await Promise.all([
      credential("video-sandbox", ["video-secret"], { party: "MERCHANT", organisation: "VIDEO" }),
      credential("music-live", ["music-live-secret"], {
        party: "MERCHANT",
        organisation: "MUSIC",
        environment: "live",
      }),
    ])),
    merchant("VIDEO", "sandbox"),
  );
  own = await entitled({ customerIdentifier: CUSTOMER, externalEntitlementId: EXTERNAL });
});

it("every page says here what others get to see", () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(PAGES.map(nameOf).sort());
});

describe.each(
  PAGES.map(
    (page) => [nameOf(page), page.parties ?? (["RESELLER"] as const), page.parties === null] as const,
  ),
)("%s", (name, parties, forGuests) => {
  const expected = EXPECTED[name];

  if (!forGuests)
    it("sends nobody to the sign-in", async () => {
      for (const party of parties) {
        const page = await visit(name, own.entitlementId, party, newTab());
        expect([page.status, page.html]).toEqual([303, ""]);
        expect(page.location).toMatch(/^\/console\/sign-in\?(?:to=%2Fconsole|lost=form)/);
      }
    });

  const others = (Object.keys(OWN) as Party[]).filter(
    (party) => !(parties as readonly Party[]).includes(party),
  );
  if (!forGuests)
    it.each(others)("is nothing to a %s", async (party) => {
      const tab = await tabOf(OWN[party]);
      const page = await visit(name, own.entitlementId, party, tab);
      expect(said(page)).toBe(NOTHING);
      expect(page.html).not.toContain(own.entitlementId);
    });

  it.each([...parties])("opens to its own %s", async (party) => {
    const tab = await signedIn(OWN[party]);
    const wanted = typeof expected?.own === "string" ? expected.own : expected?.own[party];
    const page = await visit(name, own.entitlementId, party, tab);
    expect(said(page)).toBe(wanted?.replace(":entitlementId", own.entitlementId));
  });

  const strangers = [...parties].flatMap((party) => STRANGERS[party].map((who) => [who, party] as const));
  if (!forGuests)
    it.each(strangers)("shows %s nothing of others", async (who, party) => {
      const tab = await tabOf(who);
      const theirs = await visit(name, own.entitlementId, party, tab);
      const nobodys = await visit(name, NOBODY, party, tab);
      if (expected?.stranger !== undefined) expect(said(theirs)).toBe(expected.stranger);
      // The same page as for an id that nobody has, but for the id itself and what is new in each rendering.
      expect(bare(theirs, own.entitlementId)).toBe(bare(nobodys, NOBODY));
      for (const secret of [CUSTOMER, EXTERNAL, String(own["sharedCustomerId"])])
        expect(theirs.html).not.toContain(secret);
    });
});

const bare = (page: PageSeen, id: string): string =>
  `${page.status} ${page.html.replaceAll(id, "ID").replaceAll(/name="once" value="[^"]*"|after"?[:=]"?\d+/g, "")}`;

it("a search by anything that is another's finds nothing", async () => {
  for (const who of [...STRANGERS.RESELLER, ...STRANGERS.MERCHANT]) {
    const tab = await tabOf(who);
    for (const q of [own.entitlementId, EXTERNAL, CUSTOMER, String(own["merchantEntitlementId"])])
      expect(wordsOf(await tab.post("/console/care", { q })), `${who}: ${q}`).toContain("Nothing was found");
  }
});

it("a merchant finds its own entitlements by no customer and no reseller's id", async () => {
  const tab = await tabOf(MUSIC);
  for (const q of [CUSTOMER, EXTERNAL])
    expect(wordsOf(await tab.post("/console/care", { q }))).toContain("Nothing was found");
  expect((await tab.post("/console/care", { q: String(own["merchantEntitlementId"]) })).status).toBe(303);
  expect((await tab.get(`/console/entitlement/${own.entitlementId}`)).html).not.toContain(CUSTOMER);
});

it("the record is what it was after all of that, and so is its history", async () => {
  expect(await read(own.entitlementId)).toEqual(own);
  const { body } = await call("GET", `/v1/entitlement/history/${own.entitlementId}`);
  expect(body["events"]).toHaveLength(1);
});
