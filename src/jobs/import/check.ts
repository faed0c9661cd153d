// A row before anybody is asked: its fields, the catalogue, where it is to be notified. Everything that is wrong with it is
// said at once. What depends on the time is decided where it is known whether the row was brought before.
import { currentCatalogue, findItem } from "../../catalogue/cache";
import { findSale, type NoSale, type Sale } from "../../catalogue/sale";
import { isEnded, standingIssues } from "../../entitlement/machine/imported";
import { clock } from "../../shared/clock";
import { issuesOf, type Issue } from "../../shared/issues";
import { refuseTarget } from "../../shared/target";
import type { Row } from "../rows";
import { identityOf, type Identity, type Whose } from "./identity";
import { refused, type Outcome, type Problem } from "./problem";
import { ImportRecord, withoutOurs } from "./record";

/** A row that could be imported as far as it can tell by itself. */
export interface Candidate {
  row: number;
  record: ImportRecord;
  identity: Identity;
  sale: Sale;
}

export interface Checking {
  env: Env;
  whose: Whose;
  /** Of this step; the catalogue is asked once for each. */
  sales: Map<string, Promise<Sale | NoSale>>;
}

/** The row as a candidate, or everything that is wrong with it. */
export async function checkedRow(checking: Checking, row: Row): Promise<Candidate | Outcome> {
  if (!row.ok) return refused(row.row, { field: null, reason: "MALFORMED_JSON", message: row.message });
  const parsed = ImportRecord().safeParse(row.value);
  if (!parsed.success) return refused(row.row, ...issuesOf(parsed.error).map(invalid));
  const record = withoutOurs(parsed.data);
  const sale = await saleOf(checking, record);
  const problems = [...("reason" in sale ? [noSale(sale)] : []), ...(await urlProblems(checking, record))];
  if ("reason" in sale || problems.length > 0)
    return refused(row.row, ...problems, ...standingIssues(record, clock.now()).map(invalid));
  const identity = await identityOf(checking.env.ID_KEY, checking.whose, record);
  return { row: row.row, record, identity, sale };
}

/** An issue of a field as a problem of the row. */
export const invalid = ({ path, message }: Issue): Problem => ({
  field: path === "" ? null : path,
  reason: "VALIDATION",
  message,
});

function saleOf({ env, whose, sales }: Checking, record: ImportRecord): Promise<Sale | NoSale> {
  const { merchantAccountKey, productKey, offerKey } = record;
  const name = JSON.stringify([merchantAccountKey, productKey, offerKey]);
  const known = sales.get(name);
  if (known) return known;
  const asked = findSale(env.CATALOGUE, null, { ...whose, merchantAccountKey, productKey, offerKey });
  sales.set(name, asked);
  return asked;
}

const noSale = ({ reason, path, message }: NoSale): Problem => ({ field: path, reason, message });

async function urlProblems({ env, whose }: Checking, record: ImportRecord): Promise<Problem[]> {
  const { notificationUrl: url, status } = record;
  const field = "notificationUrl";
  if (url !== null) {
    const message = refuseTarget(url, { allowLoopback: env.ALLOW_LOOPBACK_TARGETS === "on" });
    return message === null ? [] : [{ field, reason: "INVALID_NOTIFICATION_URL", message }];
  }
  if (isEnded(status) || (await hasDefaultUrl(env, whose))) return [];
  const message = "Required: the reseller has no default.";
  return [{ field, reason: "NOTIFICATION_URL_REQUIRED", message }];
}

async function hasDefaultUrl(env: Env, { environment, resellerKey }: Whose): Promise<boolean> {
  const catalogue = await currentCatalogue(env.CATALOGUE);
  const reseller = await findItem(env.CATALOGUE, catalogue, "reseller", environment, resellerKey);
  return (reseller?.defaultNotificationUrl ?? null) !== null;
}
