// Times in words: the largest unit that fits, cut down, never rounded up.
import { expect, it } from "vitest";
import { absolute, relative } from "../../src/console/components/Time";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

it.each([
  [0, "just now"],
  [-999, "just now"],
  [-SECOND, "1 second ago"],
  [-59 * SECOND, "59 seconds ago"],
  [-MINUTE, "1 minute ago"],
  [-(2 * HOUR - 1), "1 hour ago"],
  [-3 * DAY, "3 days ago"],
  [-400 * DAY, "1 year ago"],
  [90 * SECOND, "in 1 minute"],
  [31 * DAY, "in 1 month"],
])("%i ms away is %s", (distance, words) => {
  const now = Date.UTC(2026, 0, 1);
  expect(relative(now + distance, now)).toBe(words);
});

it("a moment is shown in UTC, to the second", () => {
  expect(absolute("2026-03-01T12:34:56.789Z")).toBe("2026-03-01 12:34:56 UTC");
});
