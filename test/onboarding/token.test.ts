// Secrets that we make: a form that scanners recognise. The vectors are computed by zlib's CRC-32.
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/onboarding/crc32";
import { isToken, newToken, randomText, TOKEN } from "../../src/onboarding/token";

const VECTORS = [
  "resale_sandbox_00000000000000000000000000000031z3kA",
  "resale_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd3m31x9",
  "resale_operator_zyxwvutsrqponmlkjihgfedcba98762K7Ytv",
];

describe("the checksum", () => {
  it.each([
    ["", 0],
    ["a", 3_904_355_907],
    ["123456789", 0xcbf43926],
    ["The quick brown fox jumps over the lazy dog", 0x414fa339],
  ])("of %j is CRC-32", (text, expected) => {
    expect(crc32(text)).toBe(expected);
  });

  it.each(VECTORS)("makes %s whole", (token) => {
    expect(isToken(token)).toBe(true);
  });

  it("finds any character that was changed, and any that is missing", () => {
    for (const token of VECTORS)
      for (const at of token.split("").keys()) {
        const other = token[at] === "x" ? "y" : "x";
        expect(isToken(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
        expect(isToken(token.slice(0, at) + token.slice(at + 1))).toBe(false);
      }
  });
});

describe("a new secret", () => {
  it.each(["sandbox", "live", "operator"] as const)("of %s has its form", (scope) => {
    const token = newToken(scope);
    expect(token).toMatch(TOKEN);
    expect(token).toMatch(new RegExp(`^resale_${scope}_`));
    expect(isToken(token)).toBe(true);
    expect(newToken(scope)).not.toBe(token);
  });

  it("uses every character equally often", () => {
    const counts = new Map<string, number>();
    const drawn = Array.from({ length: 62 }, () => randomText(1_000)).join("");
    for (const character of drawn) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    // Standard deviation about 31; a modulo of bytes would put eight characters at 1,220.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(190);
  });
});
