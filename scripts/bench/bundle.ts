// How large the bundle is, and how long the runtime takes to have it ready.
import { build, type Bundle } from "./build.ts";
import { fixed, table } from "./print.ts";
import { forget, temporaryFolder } from "./side.ts";

/** Small enough to be loaded anywhere in the world in no time. */
export const MOST_GZIP_BYTES = 400 * 1024;

export async function sizeOfBundle(): Promise<Bundle> {
  const folder = await temporaryFolder();
  try {
    return await build("real", folder);
  } finally {
    await forget(folder);
  }
}

const kib = (size: number): string => `${fixed(size / 1024, 1)} KiB`;

export async function printBundle(): Promise<unknown> {
  const { bytes, gzipBytes } = await sizeOfBundle();
  console.log(
    table(
      ["bundle", "size"],
      [
        ["plain", kib(bytes)],
        ["gzip", kib(gzipBytes)],
        ["allowed", kib(MOST_GZIP_BYTES)],
      ],
    ),
  );
  return { bytes, gzipBytes, mostGzipBytes: MOST_GZIP_BYTES };
}
