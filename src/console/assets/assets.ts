// Style, script and icon, served by the Worker under a path with their checksum, so that browsers keep them for a year and
// a release changes the path. A page of an older release gets today's, uncached.
import { crc32 } from "../../onboarding/crc32";
import { LIVE } from "./live";
import { SCRIPT } from "./script";
import { BASE } from "./style/base";
import { CARE } from "./style/care";
import { CHARTS } from "./style/charts";
import { CONTENT } from "./style/content";
import { CONTROLS } from "./style/controls";
import { JOBS } from "./style/jobs";
import { REPORTS } from "./style/reports";

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#7a55e0" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"><path d="M4 7h11m0 0-4-4m4 4-4 4M20 17H9m0 0 4 4m-4-4 4-4"/></svg>`;

const ASSETS = {
  "console.css": {
    type: "text/css; charset=utf-8",
    text: [BASE, CONTROLS, CONTENT, CARE, CHARTS, REPORTS, JOBS].join("\n"),
  },
  "console.js": { type: "text/javascript; charset=utf-8", text: SCRIPT },
  "live.js": { type: "text/javascript; charset=utf-8", text: LIVE },
  "icon.svg": { type: "image/svg+xml", text: ICON },
};
type Name = keyof typeof ASSETS;

const versions = new Map<Name, string>();

function versionOf(name: Name): string {
  const known = versions.get(name);
  if (known !== undefined) return known;
  const version = crc32(ASSETS[name].text).toString(16).padStart(8, "0");
  versions.set(name, version);
  return version;
}

/** Where a page finds an asset. */
export const assetPath = (name: Name): string => `/console/assets/${versionOf(name)}/${name}`;

const isName = (name: string): name is Name => Object.hasOwn(ASSETS, name);

/** The answer for an asset, or null where there is none of that name. */
export function asset(version = "", name = ""): Response | null {
  if (!isName(name)) return null;
  const { type, text } = ASSETS[name];
  const caching = version === versionOf(name) ? "public, max-age=31536000, immutable" : "no-cache";
  const headers = { "Content-Type": type, "Cache-Control": caching, "X-Content-Type-Options": "nosniff" };
  return new Response(text, { headers });
}
