// The second phase: what is here, from the query store, reseller by reseller in the order of the key, into the same
// partitions. Nothing is looked up row by row.
import { currentCatalogue } from "../../catalogue/cache";
import { sellersOf, walkPage, type WalkedRow } from "../../projection/compared";
import { clock } from "../../shared/clock";
import { HOMES } from "../../shared/homes";
import type { StepResult } from "../kind";
import type { At, Cursor } from "./cursor";
import { ourLine } from "./lines";
import { keyOf, walkedBy } from "./ourRow";
import { sorted } from "./rounds";
import { asciiJson, shuffled } from "./shuffle";
import type { Work } from "./work";

const PAGE_ROWS = 2_000;
/** Of one step: some three megabytes of lines. */
const STEP_ROWS = 20_000;
const [BEGINS, SHARE] = [35, 25];

export async function walkOurs(work: Work, from: At<"ours">): Promise<StepResult> {
  const { context, terms } = work;
  const kept = sorted(work);
  let at: At<"ours"> | null = from;
  let walked = 0;
  while (at !== null && walked < STEP_ROWS && clock.now() < context.until) {
    const seller: string | null = at.seller ?? (await sellerAfter(work, at.home, null));
    const after: At<"ours">["after"] = at.after;
    const page: WalkedRow[] =
      seller === null
        ? []
        : await walkPage(
            context.env,
            at.home,
            { environment: work.environment, resellerKey: seller },
            after,
            PAGE_ROWS,
          );
    for (const row of page.filter((one) => isWanted(work, one))) {
      const ours = walkedBy(work.party, seller ?? "", row);
      kept.add(keyOf(terms.joinedBy, ours), asciiJson(ourLine(ours)));
    }
    walked += page.length;
    at = await behind(work, { ...at, seller }, page);
  }
  const so = from.walked + walked;
  const cursor: Cursor = at === null ? { phase: "join", partition: 0 } : { ...at, walked: so };
  const expected = so + (context.job.upload?.rows ?? 0);
  return {
    cursor,
    parts: { ours: { rows: kept.count(), text: shuffled(kept.lines) } },
    percent: BEGINS + SHARE * (at === null ? 1 : so / Math.max(expected, 1)),
  };
}

/** The place behind a page: in the same reseller, at the next one, or in the next home; null at the end. */
async function behind(work: Work, at: At<"ours">, page: readonly WalkedRow[]): Promise<At<"ours"> | null> {
  const last = page.at(-1);
  if (last !== undefined && page.length === PAGE_ROWS)
    return { ...at, after: { created: last.created, id: last.id } };
  const next = at.seller === null ? null : await sellerAfter(work, at.home, at.seller);
  if (next !== null) return { ...at, seller: next, after: null };
  const home = at.home + 1;
  return home < HOMES.length ? { ...at, home, seller: null, after: null } : null;
}

/** A reseller's book has one; a merchant's those that it is sold by today, or ever was. In order of their keys. */
async function sellerAfter(work: Work, home: number, last: string | null): Promise<string | null> {
  const { env } = work.context;
  if (work.party === "RESELLER") return last === null ? work.owner : null;
  const routes = (await currentCatalogue(env.CATALOGUE)).all("route");
  const today = routes
    .filter((one) => one.environment === work.environment && one.merchantAccountKey === work.owner)
    .map(({ resellerKey }) => resellerKey);
  const ever = await sellersOf(env, home, work.environment, work.owner);
  const all = [...new Set([...today, ...ever])].sort();
  return all.find((key) => last === null || key > last) ?? null;
}

const isWanted = ({ party, owner, scope }: Work, row: WalkedRow): boolean =>
  (party === "RESELLER" ? (scope.merchant ?? row.merchant_account_key) : owner) === row.merchant_account_key;
