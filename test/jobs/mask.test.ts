// A customer in the results of jobs: taken out without moving a byte, so that whoever reads meanwhile finds everything else
// where it was, and without touching what is somebody else's.
import { describe, expect, it } from "vitest";
import { hiderOf } from "../../src/jobs/erasure/hide";
import { ANNA, masked, MOVED, OTHER, WHOLE } from "../support/masking";

describe("the identifier", () => {
  it.each([
    ["as it is", "customer ännä+4477 called", "customer *********** called"],
    ["in an address", "?who=%C3%A4nn%C3%A4%2B4477", "?who=*********************"],
    ["beside others", "ännä+4477,ännä+4478", "***********,ännä+4478"],
  ])("%s", (_, text, hidden) => expect(hiderOf(ANNA)(text)).toBe(hidden));

  it("with quotes, as JSON and CSV write them", () => {
    const hide = hiderOf('a"nna');
    expect([hide('{"x":"a\\"nna"}'), hide('1,"a""nna",2'), hide('"{""x"":""a\\""nna""}"')]).toEqual([
      '{"x":"******"}',
      '1,"******",2',
      '"{""x"":""*******""}"',
    ]);
  });

  it("only where it stands for itself: as a part of another one it is somebody else's", () => {
    const hide = hiderOf("44770");
    expect(hide("44770 is not 447700900123, +44770, tel:%2B44770\\n44770, x44770")).toBe(
      "***** is not 447700900123, +*****, tel:%2B*****\\n*****, x44770",
    );
  });

  it.each([
    ["an id", "00000012-0000-8000-8000-00000000000a"],
    ["a date", "2012-12-12T12:12:12.120Z"],
    ["a report's date", "12/12/2012 12:12:12"],
    ["a number", "-12.12"],
  ])("not in %s", (_, text) => expect(hiderOf("12")(text)).toBe(text));

  it("that looks like a pattern is none", () => expect(hiderOf("a.c|d*")("abc a.c|d*")).toBe("abc ******"));
});

describe("a record", () => {
  it("of an entitlement that is erased is emptied", () => {
    const terminationReason = { category: "C", code: "D", description: "Zanzibar" };
    const ids = {
      merchantEntitlementId: `M-${ANNA}`,
      externalEntitlementId: "order-9",
      sharedCustomerId: "s",
    };
    const record = { entitlementId: WHOLE, ...ids, extensionData: { a: "Zanzibar" }, terminationReason };
    expect(JSON.parse(masked(JSON.stringify({ ...record, status: "ACTIVE" })) ?? "")).toEqual({
      entitlementId: WHOLE,
      merchantEntitlementId: null,
      externalEntitlementId: null,
      sharedCustomerId: "",
      extensionData: null,
      terminationReason: { ...terminationReason, description: null },
      status: "ACTIVE",
    });
  });

  it("within a record, too; and what is beside it stays", () => {
    const theirs = { entitlementId: OTHER, customerIdentifier: ANNA, activationCode: "Zanzibar" };
    const line = JSON.stringify({ row: 1, before: [theirs, { ...theirs, customerIdentifier: "berta" }] });
    expect(JSON.parse(masked(line) ?? "")).toEqual({
      row: 1,
      before: [
        { entitlementId: OTHER, customerIdentifier: null, activationCode: null },
        { entitlementId: OTHER, customerIdentifier: "berta", activationCode: "Zanzibar" },
      ],
    });
  });

  it("of a version of the customer's time is emptied, a later one is not", () => {
    const record = {
      entitlementId: MOVED,
      customerIdentifier: null,
      merchantExtensionData: { a: "Zanzibar" },
    };
    expect(masked(JSON.stringify({ ...record, version: 2 }))).toContain('"merchantExtensionData":null');
    expect(masked(JSON.stringify({ ...record, version: 3 }))).toBeNull();
  });

  it("that is shorter than an empty one is empty all the same", () => {
    const line = JSON.stringify({ entitlementId: WHOLE, activationCode: "", extensionData: {} });
    expect(JSON.parse(masked(line) ?? "")).toEqual({
      entitlementId: WHOLE,
      activationCode: "",
      extensionData: "",
    });
  });

  it("keeps numbers, dates and ids of others that have the identifier in them", () => {
    const other = { entitlementId: "44770000-0000-8000-8000-00000000000c", row: 44770, ends: [10, 44770] };
    const about = {
      customerIdentifier: "447700900123",
      merchantEntitlementId: "M-44770",
      ownId: "order 44770",
    };
    const line = JSON.stringify({
      ...other,
      ...about,
      date: "2026-01-01T00:00:00.447Z",
      note: "44770 called",
    });
    expect(masked(line, "44770")).toBe(line.replace("44770 called", "***** called"));
    const data = JSON.stringify({ ...other, extensionData: { status: "44770", "44770": 44770 } });
    expect(masked(data, "44770")).toBe(data.replaceAll('"44770"', '"*****"'));
  });

  it("of a reconciliation says nothing of who it was: the corrections", () => {
    const set = { customerIdentifier: ANNA, status: "CANCELLED" };
    const line = {
      row: 1,
      entitlementId: WHOLE,
      ownId: "order-9",
      result: "SEVERAL_DIFFER",
      set,
      note: null,
    };
    expect(JSON.parse(masked(JSON.stringify(line)) ?? "")).toEqual({
      ...line,
      ownId: null,
      set: { ...set, customerIdentifier: null },
    });
    const theirs = { ...line, ownId: "M-9", set: { sharedCustomerId: "shared" } };
    const merchant = masked(JSON.stringify(theirs), ANNA, { party: "MERCHANT", columns: null });
    expect(JSON.parse(merchant ?? "")).toEqual({ ...theirs, set: { sharedCustomerId: null } });
  });

  it("of a call that would give somebody's entitlement to the customer gives it to nobody", () => {
    const call = { row: 1, entitlementId: OTHER, method: "PATCH", body: { customerIdentifier: ANNA } };
    expect(JSON.parse(masked(JSON.stringify(call)) ?? "")).toEqual({
      ...call,
      body: { customerIdentifier: null },
    });
    const short = JSON.stringify({ ...call, body: { customerIdentifier: "7" } });
    expect(JSON.parse(masked(short, "7") ?? "")).toEqual({ ...call, body: { customerIdentifier: "" } });
  });

  it("that is no JSON after all is only searched for the identifier", () => {
    expect(masked("{ännä+4477")).toBe("{***********");
    expect(masked(`{"entitlementId":"${WHOLE}"`)).toBeNull();
  });
});
