// Rows against each other and against what is there: the same key, the same id of the reseller's or the merchant's, more of
// one customer than it may have. The objects decide in the end; here is what they cannot see, and what a dry run foretells.
import { isEnded } from "../../entitlement/machine/imported";
import { findTwins, type Twin } from "../../projection/twins";
import type { Candidate } from "./check";
import { remember, type RowsByMark } from "./earlier";
import { allOf, marksOf, type Marks } from "./marks";
import type { Problem } from "./problem";
import type { Whose } from "./identity";

export interface Marked extends Candidate {
  marks: Marks;
  /** Places that rows before it take at the same merchant. */
  taken: number;
}

export const marked = async (candidate: Candidate): Promise<Marked> => ({
  ...candidate,
  marks: await marksOf(candidate),
  taken: 0,
});

const exists = (field: string | null, message: string, entitlementId?: string): Problem => ({
  field,
  reason: "ALREADY_EXISTS",
  message,
  ...(entitlementId !== undefined && { entitlementId }),
});

/** What a row shares with rows before it; one that shares nothing is remembered with its marks. */
export function inFile(candidate: Marked, known: RowsByMark): Problem[] {
  const { marks, identity, row } = candidate;
  const before = (mark: string | null): number | null =>
    mark === null ? null : (known.get(mark)?.[0] ?? null);
  const problems: Problem[] = [];
  const same = before(marks.key);
  if (same !== null) problems.push(exists(identity.field, sameKey(same, identity.field)));
  for (const [mark, field] of [
    [marks.external, "externalEntitlementId"],
    [marks.merchant, "merchantEntitlementId"],
  ] as const) {
    const other = same === null ? before(mark) : null;
    if (other !== null) problems.push(exists(field, `Row ${other} has the same ${field} and has not ended.`));
  }
  if (problems.length > 0) return problems;
  candidate.taken = marks.place === null ? 0 : (known.get(marks.place)?.length ?? 0);
  for (const mark of allOf(marks)) remember(known, mark, row);
  return [];
}

/** Two rows of one key. */
export const sameKey = (row: number, field: string | null): string =>
  field === null
    ? `Row ${row} says the same. Give each an entitlementId or externalEntitlementId.`
    : `Row ${row} has the same ${field}.`;

/** What of these rows is there already under another key: problems by row. */
export async function inPlace(
  env: Env,
  whose: Whose,
  candidates: readonly Candidate[],
): Promise<Map<number, Problem[]>> {
  const live = candidates.filter(({ record }) => !isEnded(record.status));
  const twins = await findTwins(env, {
    ...whose,
    externalEntitlementIds: live.flatMap(({ record }) => record.externalEntitlementId ?? []),
    merchantEntitlementIds: live.flatMap(({ record: { merchantAccountKey, merchantEntitlementId: id } }) =>
      id === null ? [] : [{ merchantAccountKey, id }],
    ),
  });
  const found = live.map((one) => [one.row, twins.flatMap((twin) => clash(one, twin))] as const);
  return new Map(found.filter(([, problems]) => problems.length > 0));
}

function clash({ record, identity }: Candidate, twin: Twin): Problem[] {
  if (twin.entitlementId === identity.entitlementId || twin.merchantAccountKey !== record.merchantAccountKey)
    return [];
  const { externalEntitlementId: own, merchantEntitlementId: theirs } = record;
  const problems: Problem[] = [];
  if (twin.own && own !== null && twin.externalEntitlementId === own)
    problems.push(there("externalEntitlementId", twin));
  if (theirs !== null && twin.merchantEntitlementId === theirs)
    problems.push(there("merchantEntitlementId", twin));
  return problems;
}

const there = (field: string, { own, entitlementId }: Twin): Problem =>
  own
    ? exists(field, `An entitlement that has not ended has this ${field} already.`, entitlementId)
    : exists(field, `Another reseller's entitlement that has not ended has this ${field} already.`);
