import { describe, expect, it } from "vitest";
import { insideRanges, isIpRange } from "../../src/shared/ipRange";

describe("an IP allow-list", () => {
  it.each([
    ["10.1.2.3", ["10.0.0.0/8"], true],
    ["11.1.2.3", ["10.0.0.0/8"], false],
    ["11.1.2.3", ["10.0.0.0/8", "11.1.2.0/24"], true],
    ["10.1.2.3", ["10.9.9.9/8"], true],
    ["10.1.2.3", ["0.0.0.0/0"], true],
    ["10.1.2.3", ["10.1.2.3"], true],
    ["10.1.2.4", ["10.1.2.3"], false],
    ["10.1.2.3", ["10.1.2.3/32"], true],
    ["2001:db8::1", ["2001:db8::/32"], true],
    ["2001:DB8:0:0::1", ["2001:db8::1"], true],
    ["2001:db9::1", ["2001:db8::/32"], false],
    ["::ffff:10.1.2.3", ["10.0.0.0/8"], true],
    ["::ffff:a01:203", ["10.1.2.3"], true],
    ["10.1.2.3", ["::ffff:10.0.0.0/104"], true],
    ["11.1.2.3", ["::ffff:10.0.0.0/104"], false],
    ["10.1.2.3", ["::ffff:10.1.2.3"], true],
    ["10.1.2.3", ["::/0"], false],
    ["2001:db8::1", ["0.0.0.0/0"], false],
    ["10.1.2.3", [], false],
    [null, ["0.0.0.0/0", "::/0"], false],
  ])("finds %s in %j: %s", (ip, ranges, inside) => {
    expect(insideRanges(ip, ranges)).toBe(inside);
  });

  it.each([
    "",
    "reseller.com",
    "10",
    "10.1.2",
    "010.1.2.3",
    "0x0a.1.2.3",
    "10.1.2.3 ",
    "10.1.2.3:80",
    "10.1.2.3/32",
    "10.1.2.3, 10.1.2.4",
    "fe80::1%eth0",
    "[::1]",
  ])("lets the malformed address %j in nowhere", (ip) => {
    expect(insideRanges(ip, ["0.0.0.0/0", "::/0"])).toBe(false);
  });

  it("passes over a range that cannot be read", () => {
    expect(insideRanges("10.1.2.3", ["nonsense", "10.0.0.0/99", "10.0.0.0/8"])).toBe(true);
    expect(insideRanges("10.1.2.3", ["nonsense", "10.0.0.0/99"])).toBe(false);
  });
});

describe("a range", () => {
  it.each([
    "10.0.0.0/8",
    "10.1.2.3",
    "0.0.0.0/0",
    "10.1.2.3/32",
    "::/0",
    "2001:db8::/32",
    "2001:db8::1",
    "::1/128",
    "::ffff:10.0.0.0/104",
  ])("may be written %s", (range) => {
    expect(isIpRange(range)).toBe(true);
  });

  it.each([
    "",
    "/8",
    "10/8",
    "10.0.0/8",
    "010.0.0.0/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "10.0.0.0/255.0.0.0",
    "::/129",
    "::ffff:10.0.0.0/8",
    "fe80::1%eth0/64",
    "2001:db8::/32 ",
    "*",
  ])("may not be written %j", (range) => {
    expect(isIpRange(range)).toBe(false);
  });
});
