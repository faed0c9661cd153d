// Erases each entitlement in its object and in its row, and whatever its merchant keeps of it here. What is still owed is
// given up by now, and told in the results.
import * as z from "zod";
import { SANDBOX_RESELLER } from "../../catalogue/builtIn";
import { stockOf } from "../../connectors/voucher";
import type { Erased } from "../../entitlement/erase";
import { homeOf } from "../../entitlement/id";
import { entitlementStub } from "../../entitlement/locate";
import { eraseRow } from "../../projection/erase";
import type { ProjectedRow } from "../../projection/project";
import { csvOf } from "../../reports/render";
import type { Versions } from "../../sandbox/resellerBook";
import { clock } from "../../shared/clock";
import type { Json } from "../../shared/json";
import type { Cursor } from "./cursor";
import { idsOf, type Done, type Work } from "./work";

/** How it ended for one entitlement, in the results' words. */
type Outcome = "ERASED" | "VERSIONS_ERASED" | "NOT_ENDED";

/** The query store has to know everything first; its objects see to that. */
const BEHIND_MS = 15_000;

export const RESULT = {
  name: "entitlements.csv",
  about: "Every entitlement of the customer, and what could not be finished before it was erased",
  columns: ["entitlementId", "outcome", "notificationsGivenUp", "terminationsGivenUp"],
};

export async function entitlements(work: Work, place: Json): Promise<Done> {
  const { env, options, job, cursor, until } = work;
  const { customerIdentifier } = options;
  const learned: Pick<Cursor, "moved" | "others" | "open"> = {
    moved: [...cursor.moved],
    others: [...cursor.others],
    open: cursor.open,
  };
  const lines: string[][] = [];
  let behind = z.string().nullable().parse(place) ?? "";
  for (const entitlementId of await idsOf(work, behind)) {
    const entitlement = entitlementStub(env, entitlementId);
    const erased = await entitlement.erase({ customerIdentifier, before: job.created, giveUp: true });
    if (erased.kind === "owes")
      return { ...done(lines, learned), place: behind, notBefore: clock.now() + BEHIND_MS };
    if ("row" in erased) await eraseRow(env, homeOf(entitlementId), erased.row);
    if (erased.kind === "whole") await eraseAround(env, erased.row, erased.connector);
    if (erased.kind === "versions") await forgetOrder(env, erased.row, erased.spans);
    const line = noted(learned, entitlementId, erased);
    if (line !== null) lines.push(line);
    behind = entitlementId;
    if (clock.now() >= until) return { ...done(lines, learned), place: behind };
  }
  return { ...done(lines, learned), place: null };
}

/** What stands beside the platform: the books of the built-in merchant and reseller, who got which code. */
async function eraseAround(env: Env, row: ProjectedRow, connector: string): Promise<void> {
  const { entitlementId, environment, merchantAccountKey, productKey } = row;
  await forgetOrder(env, row, [{ first: 0, last: Number.MAX_SAFE_INTEGER }]);
  if (connector === "sandbox")
    await env.SANDBOX_MERCHANT.get(env.SANDBOX_MERCHANT.idFromName(entitlementId)).forget();
  if (connector === "voucher" && environment !== undefined)
    await stockOf(env, {
      environment: environment === "live" ? "live" : "sandbox",
      merchantAccountKey,
      productKey,
    }).forget(entitlementId);
}

/** The built-in reseller's book has notifications of each version, also of who had it before. */
async function forgetOrder(env: Env, row: ProjectedRow, spans: readonly Versions[]): Promise<void> {
  const { entitlementId, resellerKey, merchantAccountKey } = row;
  if (resellerKey !== SANDBOX_RESELLER) return;
  const versions = spans.map(({ first, last }) => ({ first, last }));
  const reseller = env.SANDBOX_RESELLER.get(env.SANDBOX_RESELLER.idFromName(merchantAccountKey));
  await reseller.forget(entitlementId, versions);
}

/** Notes what an entitlement turned out to be; answers its line in the results. */
function noted(
  learned: Pick<Cursor, "moved" | "others" | "open">,
  entitlementId: string,
  erased: Exclude<Erased, { kind: "owes" }>,
): string[] | null {
  switch (erased.kind) {
    case "whole":
      return lineOf(entitlementId, "ERASED", erased);
    case "versions": {
      const { spans, merchantAccountKey } = erased;
      learned.moved.push({ entitlementId, merchantAccountKey, spans });
      learned.others.push(entitlementId);
      return lineOf(entitlementId, "VERSIONS_ERASED", erased);
    }
    case "open":
      learned.others.push(entitlementId);
      learned.open++;
      return lineOf(entitlementId, "NOT_ENDED", { notifications: 0, terminations: 0 });
    case "none":
      learned.others.push(entitlementId);
      return null;
    case "void":
      return null;
  }
}

const lineOf = (
  entitlementId: string,
  outcome: Outcome,
  { notifications, terminations }: { notifications: number; terminations: number },
): string[] => [entitlementId, outcome, String(notifications), String(terminations)];

function done(lines: string[][], learned: Partial<Cursor>): Omit<Done, "place"> {
  const outcomes: Record<string, number> = {};
  for (const [, outcome = ""] of lines) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const erased = lines.length - (outcomes["NOT_ENDED"] ?? 0);
  return {
    learned,
    counts: { read: lines.length, done: erased, outcomes },
    parts: { [RESULT.name]: { rows: lines.length, text: csvOf(lines) } },
  };
}
