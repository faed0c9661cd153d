// The query store and the feed equal the objects: the same entitlements, the same records, every version once.
import { differences } from "../view.ts";
import type { Check } from "./finding.ts";

export const stores: Check = ({ lists, feeds, sales }, cases) => {
  const listed = new Map([...lists.values()].flat().map((record) => [record.entitlementId ?? "", record]));
  const total = [...lists.values()].flat().length;
  const known = new Set(cases.map(({ sale }) => sale.entitlementId));
  const strange = [...feeds.values()].flat().filter(({ entitlementId }) => !known.has(entitlementId));
  return [
    ...(total === listed.size ? [] : [`${total} rows in the lists, ${listed.size} entitlements`]),
    ...[...listed.keys()]
      .filter((id) => !known.has(id))
      .map((id) => `${id}: listed, and nobody asked for it`),
    ...strange.map(({ entitlementId, version }) => `${entitlementId} ${version}: in the feed, and nobody's`),
    ...cases.flatMap(({ sale, seen: { record }, feed }) => {
      const id = sale.entitlementId ?? "";
      const versions = feed.map(({ version }) => version);
      const whole = versions.every((version, at) => version === at + 1) && versions.length === record.version;
      const row = listed.get(id);
      const newest = feed.at(-1);
      return [
        ...(whole ? [] : [`${id}: version ${record.version}, and the feed has ${versions.join(", ")}`]),
        ...(row ? differs(`${id}: the list`, row, record) : [`${id}: not in the lists`]),
        ...(newest ? differs(`${id}: the newest event`, newest, record) : []),
      ];
    }),
    ...crowded(cases, sales.length),
  ];
};

function differs(what: string, one: Record<string, unknown>, record: Record<string, unknown>): string[] {
  const fields = differences(one, record);
  return fields.length > 0 ? [`${what} differs in ${fields.join(", ")}`] : [];
}

/** A customer has one that has not ended at a merchant, whatever was asked for at the same time. */
function crowded(cases: Parameters<Check>[1], asked: number): string[] {
  const held = cases.filter(
    ({ seen: { record } }) => !["CANCELLED", "REVOKED"].includes(record.status ?? ""),
  );
  const places = Map.groupBy(
    held,
    ({ sale }) => `${sale.reseller.key} ${sale.merchantAccountKey} ${sale.customerIdentifier}`,
  );
  const crowds = [...places].filter(([, all]) => all.length > 1);
  const impossible = cases.length > asked ? ["more entitlements than creates"] : [];
  return [...impossible, ...crowds.map(([place, all]) => `${place} holds ${all.length} at a time`)];
}
