// A browser without installing one: Chromium as the npm package `@sparticuz/chromium` carries it (Linux on x64), else
// a Chrome or Edge of this machine. Nothing is downloaded.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type LaunchOptions } from "playwright-core";

const PACKAGE = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "..");
const CACHE = join(import.meta.dirname, "../../node_modules/.cache");
const LAUNCH_TIMEOUT_MS = 15_000;

export interface Launched {
  browser: Browser;
  /** What it is, for the person who watches. */
  name: string;
}

/** A headless browser, or null where none can be started. */
export async function launchBrowser(): Promise<Launched | null> {
  for (const [name, options] of [...(await fromPackage()), ...INSTALLED]) {
    const launched = chromium.launch({ ...options, headless: true, timeout: LAUNCH_TIMEOUT_MS });
    const browser = await launched.catch(() => null);
    if (browser !== null) return { browser, name: `${name} ${browser.version()}` };
  }
  return null;
}

type Attempt = [name: string, options: LaunchOptions];

const INSTALLED: Attempt[] = [
  ["Chrome", { channel: "chrome" }],
  ["Edge", { channel: "msedge" }],
];

/** With the libraries of this machine first; a bare one lacks some, and then those of the package help. */
async function fromPackage(): Promise<Attempt[]> {
  if (process.platform !== "linux" || process.arch !== "x64") return [];
  try {
    const folder = await unpacked();
    const executablePath = join(folder, "chromium");
    const env = { ...process.env, FONTCONFIG_FILE: join(folder, "fonts.conf") };
    const libraries = [join(folder, "al2023/lib"), process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(":");
    return [
      ["Chromium", { executablePath, env }],
      ["Chromium", { executablePath, env: { ...env, LD_LIBRARY_PATH: libraries } }],
    ];
  } catch {
    return [];
  }
}

/** The package unpacked, once per version. Renamed into place at the end, so that two who come together do not meet. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8"));
  const folder = join(CACHE, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  try {
    await unpackTo(fresh);
    await writeFile(join(fresh, "fonts.conf"), fontsIn(folder));
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The package unpacks to the temporary folder and takes whatever is there already: so it gets one of its own. */
async function unpackTo(folder: string): Promise<void> {
  const { default: bundled, inflate } = await import("@sparticuz/chromium");
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  try {
    await Promise.all([bundled.executablePath(), inflate(join(PACKAGE, "bin/al2023.tar.br"))]);
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

/** This machine's fonts, and the package's for one that has none. */
const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
