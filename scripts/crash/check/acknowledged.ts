// Every acknowledged change is there: whatever version an answer has shown is in the feed, field by field the same.
import { differences } from "../view.ts";
import type { Case, Check } from "./finding.ts";

export const acknowledged: Check = ({ sales, seen }, cases) => [
  ...sales
    .filter((sale) => sale.entitlementId !== null && sale.version > 0 && !seen.has(sale))
    .map(({ entitlementId, version }) => `${entitlementId}: answered with version ${version}, and is gone`),
  ...cases.flatMap(shown),
];

function shown({ sale, feed }: Case): string[] {
  const versions = new Map(feed.map((event) => [event.version, event]));
  return sale.seen.flatMap((answer) => {
    const where = `${sale.entitlementId} version ${answer.version}`;
    const event = versions.get(answer.version ?? -1);
    if (event === undefined) return [`${where}: was answered, and is not in the feed`];
    const different = differences(bare(answer), event);
    return different.length > 0
      ? [`${where}: the answer and the feed differ in ${different.join(", ")}`]
      : [];
  });
}

/** A refusal carries the record beside it; what is not the record's is left out. */
const bare = (answer: object): Record<string, unknown> => ({ ...answer });
