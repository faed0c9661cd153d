// What the log says of an error: what went wrong, and nothing of what was being read.
import { describe, expect, it } from "vitest";
import { errorText } from "../../src/shared/log";

const thrown = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
};

describe("an error in the log", () => {
  it.each(['{"customerIdentifier":"447700900123" "x"}', '["447700900123", abc]', '{"a":"447700900123'])(
    "of reading %s does not quote it",
    (text) => {
      expect(errorText(thrown(text))).toMatch(/^SyntaxError: /);
      expect(errorText(thrown(text))).not.toMatch(/4477|abc/);
    },
  );

  it("otherwise says what it says, at no great length", () => {
    expect(errorText(new TypeError("no such thing"))).toBe("TypeError: no such thing");
    expect(errorText(new Error("x".repeat(999)))).toHaveLength(300);
    expect(errorText("text")).toBe("unknown error");
  });
});
