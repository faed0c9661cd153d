// The bundle as it is deployed stays small: it is loaded wherever in the world a request comes in.
import { expect, it } from "vitest";
import { MOST_GZIP_BYTES, sizeOfBundle } from "../../scripts/bench/bundle.ts";

it("the bundle is at most 400 KiB in gzip", async () => {
  const { bytes, gzipBytes } = await sizeOfBundle();
  expect(gzipBytes).toBeLessThanOrEqual(MOST_GZIP_BYTES);
  expect(bytes).toBeGreaterThan(gzipBytes);
});
