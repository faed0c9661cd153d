// The reports once more, written apart from the product's code and without any of its cleverness: the whole log in memory,
// every question asked of it by going through all of it. What the files say is held against this.
import { env } from "cloudflare:workers";

/** An event as the log has it. */
export interface Told {
  scope: string;
  position: number;
  date: number;
  merchantData: Record<string, unknown> | null;
  record: Record<string, unknown> & {
    entitlementId: string;
    version: number;
    status: string;
    productKey: string;
    merchantAccountKey: string;
  };
}

/** Every event of archive and feed, once; and how many came from each. */
export async function wholeLog(): Promise<{ events: Told[]; archived: number; fed: number }> {
  const found = new Map<string, Told>();
  let cursor: string | undefined;
  do {
    const page: R2Objects = await env.FILES.list({ prefix: "log/", ...(cursor !== undefined && { cursor }) });
    for (const { key } of page.objects) {
      const [, environment, reseller = ""] = key.split("/");
      const scope = `${environment}:${decodeURIComponent(reseller)}`;
      const lines = (await (await env.FILES.get(key))?.text())?.split("\n").filter(Boolean) ?? [];
      for (const line of lines) {
        const { position, date, merchantData, body } = JSON.parse(line);
        found.set(`${scope} ${position}`, { scope, position, date, merchantData, record: body });
      }
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  const archived = found.size;
  const { results } = await env.DB.prepare("SELECT * FROM feed").all<{
    reseller_scope: string;
    position: number;
    date: number;
    body: string;
    merchant_data: string | null;
  }>();
  for (const { reseller_scope: scope, position, date, body, merchant_data: data } of results)
    found.set(`${scope} ${position}`, {
      scope,
      position,
      date,
      merchantData: JSON.parse(data ?? "null"),
      record: JSON.parse(body),
    });
  return { events: [...found.values()], archived, fed: results.length };
}

type Side = "reseller" | "merchant";
const ACTIVE = ["ACTIVE", "ACTIVE-ENDING"];
const STATES = ["PENDING", "ACTIVE", "ACTIVE-ENDING", "SUSPENDED", "CANCELLED", "REVOKED", "FAILED"];

const compare = (a: Told, b: Told): number =>
  a.record.entitlementId < b.record.entitlementId
    ? -1
    : a.record.entitlementId > b.record.entitlementId
      ? 1
      : a.record.version - b.record.version;

/** The last version of each entitlement before a time. */
function before(events: Told[], time: number): Map<string, Told> {
  const last = new Map<string, Told>();
  for (const event of events.filter(({ date }) => date < time)) {
    const known = last.get(event.record.entitlementId);
    if (known === undefined || known.record.version < event.record.version)
      last.set(event.record.entitlementId, event);
  }
  return last;
}

function shownDate(value: unknown): string {
  if (value === null) return "";
  const at = new Date(String(value));
  const two = (part: number): string => String(part).padStart(2, "0");
  return (
    `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()} ` +
    `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
  );
}

function lineOf({ record, merchantData }: Told, side: Side): string[] {
  const data = side === "reseller" ? record["extensionData"] : merchantData;
  return [
    String(side === "reseller" ? record["customerIdentifier"] : record["sharedCustomerId"]),
    record.entitlementId,
    record.status,
    record.merchantAccountKey,
    String(record["merchantEntitlementId"]),
    record.productKey,
    String(record["entitlementDisplayName"]),
    shownDate(record["dateCreated"]),
    shownDate(record["dateActivated"]),
    shownDate(record["dateSuspended"]),
    shownDate(record["dateExpiry"]),
    shownDate(record["dateLastUpdated"]),
    shownDate(record["dateEnded"]),
    data === null ? "" : "JSON",
    data === null ? "" : JSON.stringify(data),
  ];
}

/** Of one pair's events: the lines of a report, without the header. */
export function recomputed(
  events: Told[],
  type: string,
  from: number,
  to: number,
  side: Side,
  partner: string,
): string[][] {
  const [start, end] = [before(events, from), before(events, to)];
  const inside = events.filter(({ date: at }) => at >= from && at < to).sort(compare);
  const last = [...end.values()].sort(compare);
  const shown = (some: Told[]): string[][] => some.map((event) => lineOf(event, side));
  if (type === "ER") return shown(inside);
  if (type === "AR") return shown(last.filter(({ record }) => ACTIVE.includes(record.status)));
  if (type === "CR")
    return shown(
      last.filter(({ record }) => start.get(record.entitlementId)?.record.status !== record.status),
    );
  return summed(events, start, end, inside, partner);
}

function summed(
  events: Told[],
  start: Map<string, Told>,
  end: Map<string, Told>,
  inside: Told[],
  partner: string,
): string[][] {
  const one = new Map(
    events.map((event) => [`${event.record.entitlementId} ${event.record.version}`, event]),
  );
  const previous = ({ record }: Told): Told | undefined =>
    one.get(`${record.entitlementId} ${record.version - 1}`);
  const isActive = (event: Told | undefined, product: string): boolean =>
    event !== undefined && ACTIVE.includes(event.record.status) && event.record.productKey === product;
  const products = new Set(
    [...start.values(), ...inside, ...end.values()].map(({ record }) => record.productKey),
  );
  return [...products].sort().map((product) => {
    const atEnd = [...end.values()].filter(({ record }) => record.productKey === product);
    const came = inside.filter((event) => isActive(event, product) && !isActive(previous(event), product));
    const went = inside.filter((event) => isActive(previous(event), product) && !isActive(event, product));
    const changes = inside.filter(
      (event) =>
        event.record.productKey === product && previous(event)?.record.status !== event.record.status,
    );
    const numbers = [
      [...start.values()].filter((event) => isActive(event, product)).length,
      came.length,
      went.length,
      atEnd.filter((event) => isActive(event, product)).length,
      ...STATES.map((state) => atEnd.filter(({ record }) => record.status === state).length),
      ...STATES.map((state) => changes.filter(({ record }) => record.status === state).length),
    ];
    return [partner, product, ...numbers.map(String)];
  });
}
