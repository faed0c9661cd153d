// Which calls repair what: every pair of statuses, for both parties, against what the record allows.
import { describe, expect, it } from "vitest";
import type { BookRow } from "../../../src/jobs/reconciliation/bookRow";
import type { Scope } from "../../../src/jobs/reconciliation/ourRow";
import { verdictOn } from "../../../src/jobs/reconciliation/verdict";
import { viewFor, type EntitlementView } from "../../../src/entitlement/record";
import { STATUSES, type State, type Status } from "../../../src/entitlement/state";
import { born } from "../../support/sales";

const NOW = Date.UTC(2026, 0, 31);
const SCOPE: Scope = { type: "active", merchant: null, asOf: null };
const FACTS = {
  environment: "sandbox",
  resellerKey: "TELCO",
  merchantAccountKey: "MUSIC",
  productKey: "MUSIC",
} as const;

type Party = "RESELLER" | "MERCHANT";

function viewed(party: Party, status: Status, changes: Partial<State> = {}): EntitlementView {
  const state = born(1, FACTS, NOW - 1_000, status).state;
  return viewFor(
    { ...state, suspendedBy: party, endingBy: party, dateEnded: NOW + 1_000, ...changes },
    party,
    NOW,
  );
}

function bookOf(party: Party, record: EntitlementView, changes: Partial<BookRow> = {}): BookRow {
  const customer = party === "RESELLER" ? record.customerIdentifier : record.sharedCustomerId;
  const { entitlementId, status, productKey } = record;
  return {
    row: 1,
    key: entitlementId,
    entitlementId,
    status,
    productKey,
    customer: customer ?? "",
    ...changes,
  };
}

function judged(party: Party, record: EntitlementView | null, book: BookRow | null, scope = SCOPE) {
  return verdictOn(party, scope, { book, record, now: NOW, isMoved: false, elsewhere: null });
}

/** The calls in a line: verbs and what they say. */
const said = (verdict: ReturnType<typeof judged>): string =>
  verdict?.calls
    .map(({ path, body }) => [path.split("/").at(-2), ...Object.values(body)].join(" "))
    .join(", ") || "-";

function table(party: Party): Record<string, string> {
  const rows: Record<string, string> = {};
  for (const have of STATUSES)
    for (const want of STATUSES) {
      const record = viewed(party, have);
      const book = bookOf(party, record, { status: want, dateEnded: NOW + 5_000 });
      if (have !== want) rows[`${have} > ${want}`] = said(judged(party, record, book));
    }
  return Object.fromEntries(Object.entries(rows).filter(([, calls]) => calls !== "-"));
}

describe("a status that differs", () => {
  it("is repaired by a reseller's verbs where they lead there", () => {
    expect(table("RESELLER")).toEqual({
      "PENDING > CANCELLED": "cancel",
      "PENDING > REVOKED": "revoke",
      "ACTIVE > ACTIVE-ENDING": "cancel",
      "ACTIVE > SUSPENDED": "suspend",
      "ACTIVE > CANCELLED": "cancel",
      "ACTIVE > REVOKED": "revoke",
      "ACTIVE-ENDING > ACTIVE": "undo",
      "ACTIVE-ENDING > SUSPENDED": "undo, suspend",
      "ACTIVE-ENDING > REVOKED": "revoke",
      "SUSPENDED > ACTIVE": "resume",
      "SUSPENDED > ACTIVE-ENDING": "resume, cancel",
      "SUSPENDED > CANCELLED": "cancel",
      "SUSPENDED > REVOKED": "revoke",
      "FAILED > REVOKED": "revoke",
    });
  });

  it("is repaired by what a merchant tells", () => {
    const ends = "terminate false 2026-01-31T00:00:05.000Z";
    expect(table("MERCHANT")).toEqual({
      "PENDING > ACTIVE": "activate",
      "PENDING > ACTIVE-ENDING": `activate, ${ends}`,
      "PENDING > SUSPENDED": "activate, suspend",
      "PENDING > CANCELLED": "terminate false",
      "PENDING > REVOKED": "terminate true",
      "ACTIVE > ACTIVE-ENDING": ends,
      "ACTIVE > SUSPENDED": "suspend",
      "ACTIVE > CANCELLED": "terminate false",
      "ACTIVE > REVOKED": "terminate true",
      "ACTIVE-ENDING > CANCELLED": "terminate false",
      "ACTIVE-ENDING > REVOKED": "terminate true",
      "SUSPENDED > ACTIVE": "resume",
      "SUSPENDED > ACTIVE-ENDING": `resume, ${ends}`,
      "SUSPENDED > CANCELLED": "terminate false",
      "SUSPENDED > REVOKED": "terminate true",
      "FAILED > ACTIVE": "activate",
      "FAILED > ACTIVE-ENDING": `activate, ${ends}`,
      "FAILED > SUSPENDED": "activate, suspend",
      "FAILED > CANCELLED": "reject MERCHANT_REJECTED",
      "FAILED > REVOKED": "terminate true",
    });
  });

  it("that the other side has set is not the caller's to undo", () => {
    const record = viewed("RESELLER", "SUSPENDED", { suspendedBy: "MERCHANT" });
    const verdict = judged("RESELLER", record, bookOf("RESELLER", record, { status: "ACTIVE" }));
    expect(verdict).toMatchObject({ class: "STATUS_DIFFERS", calls: [] });
    expect(verdict?.note).toBe("No call of yours leads from SUSPENDED to ACTIVE now.");
  });
});

describe("a product or a customer that differs", () => {
  const judge = (status: Status, changes: Partial<BookRow>, party: Party = "RESELLER") => {
    const record = viewed(party, status);
    return judged(party, record, bookOf(party, record, changes));
  };

  it("is one change, made only if the record is still what it was", () => {
    const verdict = judge("ACTIVE", { productKey: "PLUS", offerKey: "BUNDLE", customer: "other" });
    expect(verdict).toMatchObject({ class: "SEVERAL_DIFFER", note: null });
    expect(verdict?.calls).toEqual([
      {
        method: "PATCH",
        path: expect.stringMatching(/^\/v1\/entitlement\/00/),
        ifMatch: '"1"',
        body: { productKey: "PLUS", offerKey: "BUNDLE", customerIdentifier: "other" },
        why: "Your book names the product PLUS / BUNDLE, here it is MUSIC; it names another customer.",
      },
    ]);
    expect(verdict?.correction).toMatchObject({
      action: "CHANGE",
      set: { productKey: "MUSIC", offerKey: null, merchantAccountKey: "MUSIC" },
    });
  });

  it("is changed between the way back and the way on", () => {
    const calls = judge("ACTIVE-ENDING", { status: "SUSPENDED", productKey: "PLUS" })?.calls ?? [];
    expect(calls.map(({ path, ifMatch }) => [path.split("/").at(-2), ifMatch])).toEqual([
      ["undo", '"1"'],
      ["entitlement", undefined],
      ["suspend", undefined],
    ]);
  });

  it("waits for an active record, but the customer need not", () => {
    const verdict = judge("SUSPENDED", { productKey: "PLUS", customer: "other" });
    expect(verdict?.calls.map(({ body }) => body)).toEqual([{ customerIdentifier: "other" }]);
    expect(verdict?.note).toBe("A product can be changed while it is ACTIVE.");
  });

  it("is left alone where the record is to end", () => {
    const verdict = judge("ACTIVE", { status: "CANCELLED", productKey: "PLUS", customer: "other" });
    expect(verdict?.calls.map(({ body }) => body)).toEqual([{ customerIdentifier: "other" }, {}]);
    expect(verdict?.note).toBe("Its product is left as it is, because it ends.");
  });

  it("at another merchant, or of a merchant's customer, is changed by no call", () => {
    expect(judge("ACTIVE", { partner: "VIDEO" })).toMatchObject({
      class: "PRODUCT_DIFFERS",
      calls: [],
      note: "It belongs to MUSIC, which no call changes.",
    });
    expect(judge("ACTIVE", { customer: "other" }, "MERCHANT")).toMatchObject({
      class: "CUSTOMER_DIFFERS",
      calls: [],
      note: "Customers' pseudonyms are the platform's: correct your book.",
    });
  });

  it("has no call once it has ended", () => {
    expect(judge("REVOKED", { productKey: "PLUS" })).toMatchObject({ class: "PRODUCT_DIFFERS", calls: [] });
  });
});

describe("what one book has and the other has not", () => {
  it("here, is only to be taken out of the book", () => {
    const book = bookOf("RESELLER", viewed("RESELLER", "ACTIVE"));
    expect(judged("RESELLER", null, book)).toMatchObject({
      class: "MISSING_HERE",
      calls: [],
      correction: { action: "REMOVE" },
    });
  });

  it.each([
    ["RESELLER", "active", "PENDING", "cancel"],
    ["RESELLER", "active", "ACTIVE-ENDING", "-"],
    ["RESELLER", "active", "CANCELLED", null],
    ["RESELLER", "all", "ACTIVE", "-"],
    ["RESELLER", "all", "CANCELLED", "-"],
    ["MERCHANT", "active", "ACTIVE-ENDING", "terminate false"],
    ["MERCHANT", "active", "PENDING", null],
    ["MERCHANT", "all", "FAILED", null],
  ] as const)("there, for a %s's book of %s and %s: %s", (party, type, status, calls) => {
    const verdict = judged(party, viewed(party, status), null, { ...SCOPE, type });
    if (calls === null) expect(verdict).toBeNull();
    else {
      expect(verdict).toMatchObject({ class: "MISSING_THERE", correction: { action: "ADD" } });
      expect(said(verdict)).toBe(calls);
    }
  });
});

describe("what is here without a row", () => {
  const record = viewed("MERCHANT", "ACTIVE");
  const looked = (changes: { isMoved?: boolean; elsewhere?: number }) =>
    verdictOn("MERCHANT", SCOPE, {
      book: null,
      record,
      now: NOW,
      isMoved: false,
      elsewhere: null,
      ...changes,
    });

  it("is not to be ended where a row names it that stands for another", () => {
    expect(looked({ elsewhere: 7 })).toMatchObject({
      class: "MISSING_THERE",
      calls: [],
      note: "Row 7 has its EntitlementId, but by your own id it stands for another: correct your book.",
      correction: { action: "ADD" },
    });
  });

  it("may have one under the id that it was given meanwhile", () => {
    expect(looked({ isMoved: true })).toMatchObject({ class: "CHANGED_SINCE", calls: [] });
  });
});

describe("what changed after the book was written", () => {
  const record = viewed("RESELLER", "ACTIVE");
  const book = bookOf("RESELLER", record, { status: "SUSPENDED" });

  it.each([
    [NOW - 2_000, "CHANGED_SINCE"],
    [NOW - 1_000, "STATUS_DIFFERS"],
  ])("as of %d is %s", (asOf, kind) => {
    expect(judged("RESELLER", record, book, { ...SCOPE, asOf })?.class).toBe(kind);
  });

  it("is told for what the book could not have, too, and is OK where it is equal all the same", () => {
    const scope = { ...SCOPE, asOf: NOW - 2_000 };
    expect(judged("RESELLER", record, null, scope)?.class).toBe("CHANGED_SINCE");
    expect(judged("RESELLER", record, bookOf("RESELLER", record), scope)?.class).toBe("OK");
  });
});
