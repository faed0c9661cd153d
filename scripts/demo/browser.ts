/**
 * A browser without an install step: the Chromium that ships inside an npm package; where that build does not run, a
 * Chrome or Edge that is installed; else none.
 */
import { join } from "node:path";
import { tmpdir } from "node:os";
import chromium, { inflate } from "@sparticuz/chromium";
import { chromium as playwright, type Browser } from "playwright-core";

/** Only what a container without a display and without a sandbox of its own needs. */
const ARGS = [
  "--no-sandbox",
  "--no-zygote",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-sync",
];

export async function openBrowser(): Promise<Browser | null> {
  for (const launch of [packaged, packagedWithItsLibraries, installed("chrome"), installed("msedge")]) {
    try {
      return await launch();
    } catch {
      // The next one may run.
    }
  }
  return null;
}

const packaged = async (): Promise<Browser> =>
  playwright.launch({ executablePath: await chromium.executablePath(), args: ARGS });

/** The package carries the shared libraries that a bare machine lacks. */
async function packagedWithItsLibraries(): Promise<Browser> {
  const bin = join(import.meta.dirname, "../../node_modules/@sparticuz/chromium/bin");
  await inflate(join(bin, "al2023.tar.br"));
  const env = { ...process.env, LD_LIBRARY_PATH: join(tmpdir(), "al2023/lib") };
  return playwright.launch({ executablePath: await chromium.executablePath(), args: ARGS, env });
}

const installed = (channel: string) => (): Promise<Browser> => playwright.launch({ channel, args: ARGS });
