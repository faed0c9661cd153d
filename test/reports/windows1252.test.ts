// The encoding that the platform cannot write, held against the decoder that it has.
import { expect, it } from "vitest";
import { windows1252 } from "../../src/reports/windows1252";

it("writes every character of the code page so that the platform reads it back", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => ![0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte),
  );
  const text = new TextDecoder("windows-1252").decode(bytes);
  expect([...windows1252(text)]).toEqual([...bytes]);
});

it("writes a question mark for each character that the code page does not have", () => {
  const text = "ō 🎉 \u0081 日本 €";
  expect(new TextDecoder("windows-1252").decode(windows1252(text))).toBe("? ? ? ?? €");
});
