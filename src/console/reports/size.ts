// The size of a file as people say it: "812 byte", "3.4 kB", "12 MB".

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** From bytes, in steps of a thousand. */
export function sizeWords(bytes: number): string {
  // What rounds to a thousand of a unit is one of the next.
  const step = UNITS.findIndex((_, at) => bytes < 999.5 * 1000 ** at);
  const at = step === -1 ? UNITS.length - 1 : step;
  const [unit = "byte", amount] = [UNITS[at], bytes / 1000 ** at];
  const maximumFractionDigits = at > 0 && amount < 9.95 ? 1 : 0;
  const style = { style: "unit", unit, unitDisplay: at === 0 ? "long" : "short" } as const;
  return new Intl.NumberFormat("en", { ...style, maximumFractionDigits }).format(amount);
}
