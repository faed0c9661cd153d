// Days, weeks and months in UTC, and the names of files.
import { describe, expect, it } from "vitest";
import { dayFrom, nameOf, named, periodsEndingWith } from "../../src/reports/period";

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);

describe("a period", () => {
  it.each([
    ["2026-11-24", "D 2026-11-24"],
    ["2026-11-29", "D 2026-11-29, W 2026-11-23"],
    ["2026-11-30", "D 2026-11-30, M 2026-11-01"],
    ["2024-02-29", "D 2024-02-29, M 2024-02-01"],
    ["2026-02-28", "D 2026-02-28, M 2026-02-01"],
    ["2023-12-31", "D 2023-12-31, W 2023-12-25, M 2023-12-01"],
  ])("is over with %s: %s", (date, periods) => {
    const ends = periodsEndingWith(day(date));
    expect(
      ends
        .map(({ frequency, from }) => `${frequency} ${new Date(from).toISOString().slice(0, 10)}`)
        .join(", "),
    ).toBe(periods);
    expect(ends.every(({ to }) => to === day(date) + 86_400_000)).toBe(true);
  });
});

describe("a name", () => {
  it.each(["AR_V1_D_2026-11-24.csv", "CR_V1_W_2026-11-23.csv", "SR_V1_M_2026-02-01.csv"])(
    "%s is read as it is written",
    (name) => {
      const found = named(name);
      expect(found && nameOf(found.type, found.period)).toBe(name);
    },
  );

  it.each([
    "AR_V1_W_2026-11-24.csv",
    "AR_V1_M_2026-11-02.csv",
    "AR_V1_D_2026-02-30.csv",
    "AR_V2_D_2026-11-24.csv",
    "XR_V1_D_2026-11-24.csv",
    "AR_V1_D_2026-11-24.csv/../x",
    "",
  ])("%s is none", (name) => expect(named(name)).toBeNull());

  it("has a date that exists", () => {
    expect(dayFrom("2026-02-30")).toBeNull();
    expect(dayFrom("2026-2-3")).toBeNull();
    expect(dayFrom("2026-02-28")).toBe(day("2026-02-28"));
  });
});
