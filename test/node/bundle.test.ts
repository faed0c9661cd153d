// The bundle as it is deployed stays small: it is loaded wherever in the world a request comes in.
import { expect, it } from "vitest";
import { build } from "../../scripts/bench/build.ts";
import { MOST_GZIP_BYTES, sizeOfBundle } from "../../scripts/bench/bundle.ts";
import { forget, temporaryFolder } from "../../scripts/bench/side.ts";

it("the bundle is at most 400 KiB in gzip", async () => {
  const { bytes, gzipBytes } = await sizeOfBundle();
  expect(gzipBytes).toBeLessThanOrEqual(MOST_GZIP_BYTES);
  expect(bytes).toBeGreaterThan(gzipBytes);
});

it("the floor that it is measured against has everything that the configuration names", async () => {
  const folder = await temporaryFolder();
  try {
    expect((await build("floor", folder)).bytes).toBeGreaterThan(0);
  } finally {
    await forget(folder);
  }
});
