// A reseller's receiver that verifies, remembers and ignores as it should, but for one flaw.
import type { RequestListener } from "node:http";
import { Webhook } from "standardwebhooks";
import { textOf } from "./textOf.ts";

/** TELCO's, as the demo catalogue has it. */
const SECRET = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=";

interface Memory {
  ids: Set<string>;
  versions: Map<string, number>;
  busy: boolean;
}

interface Post {
  flaw: string;
  headers: Record<string, string>;
  body: string;
  memory: Memory;
}

/** The status that it answers with; null where it breaks off. */
function answered({ flaw, headers, body, memory }: Post): number | null {
  if (flaw === "refusing") return 403;
  if (flaw !== "unverified" && !verified(flaw, headers, body)) return flaw === "curt" ? null : 401;
  const { notificationId, entitlementId, version, ...record } = JSON.parse(body);
  if (flaw === "strict" && "fieldOfALaterRelease" in record) return 400;
  if (flaw === "once" && memory.ids.has(notificationId)) return 409;
  const newest = memory.versions.get(entitlementId) ?? 0;
  if (flaw === "newest" && version < newest) return 409;
  memory.ids.add(notificationId);
  memory.versions.set(entitlementId, Math.max(version, newest));
  return 204;
}

function verified(flaw: string, headers: Record<string, string>, body: string): boolean {
  const given = headers["webhook-signature"] ?? "";
  const first = flaw === "firstSignature" ? { "webhook-signature": given.split(" ")[0] ?? "" } : {};
  try {
    if (flaw === "timeless") {
      const signedAt = new Date(Number(headers["webhook-timestamp"]) * 1_000);
      return given.includes(new Webhook(SECRET).sign(headers["webhook-id"] ?? "", signedAt, body));
    }
    new Webhook(SECRET).verify(body, { ...headers, ...first });
    return true;
  } catch {
    return false;
  }
}

/** Long enough for the others of a burst to meet it. */
const WORK_MS = 30;

/** `/{flaw}/{whatever}`: each path has a memory of its own. */
export function flawedReceiver(): RequestListener {
  const memories = new Map<string, Memory>();
  return async (request, response) => {
    const path = request.url ?? "";
    const flaw = path.split("/")[1] ?? "";
    const memory = memories.get(path) ?? { ids: new Set(), versions: new Map(), busy: false };
    memories.set(path, memory);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const body = await textOf(request);
    const status = flaw === "single" && memory.busy ? 503 : answered({ flaw, headers, body, memory });
    memory.busy = true;
    if (flaw === "single") await new Promise((resolve) => setTimeout(resolve, WORK_MS));
    memory.busy = false;
    if (status === null) response.destroy();
    else response.writeHead(status).end(status === 204 ? "" : "no");
  };
}
