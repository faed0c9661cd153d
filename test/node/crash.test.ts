// The short run of the crash harness: a few kills, everything that is checked. `npm run crash` is the long one.
import { expect, it } from "vitest";
import { crash } from "../../scripts/crash/run.ts";

/** Mostly waiting: what was on its way when the service was killed for the last time has a lease of a minute. */
const TIMEOUT_MS = 6 * 60_000;

it(
  "a service that is killed while it sells loses nothing, doubles nothing, and comes to rest",
  { timeout: TIMEOUT_MS },
  async () => {
    const { figures, violations } = await crash({
      kills: 3,
      seed: 7,
      customers: 3,
      livesMs: [500, 3_000],
      quietMs: TIMEOUT_MS - 120_000,
      standard: false,
      say: () => undefined,
    });
    expect(violations).toEqual([]);
    expect(figures["kills"]).toBe(3);
    expect(figures["entitlements"]).toBeGreaterThan(10);
  },
);
