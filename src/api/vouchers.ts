// The operator's routes for activation codes: load a merchant's file, see how the stocks stand. Codes go in and are
// never shown again, not even to the operator.
import type * as z from "zod";
import { currentCatalogue, findItem } from "../catalogue/cache";
import { readDefinition } from "../catalogue/definitions";
import type { Merchant } from "../catalogue/schema";
import { readCatalogue } from "../catalogue/store";
import { stockOf, voucher, VoucherDefinition, type StockKey } from "../connectors/voucher";
import { iso } from "../shared/clock";
import type { Level } from "../vouchers/codes";
import { portionsOf, readVouchers, type Problem } from "../vouchers/load";
import { audited } from "./audited";
import type { Context } from "./context";
import { success } from "./envelope";
import { Failure } from "./reasons";
import type { VoucherQuery } from "./operatorSchemas";

/** A file of codes; a merchant's bigger one is loaded in parts. */
export const MOST_CSV_BYTES = 8 * 1024 * 1024;

/** POST /admin/v1/voucher; the same file again adds nothing, so whoever got no answer loads it once more. */
export async function loadVouchers(
  context: Context<string, z.infer<typeof VoucherQuery>>,
): Promise<Response> {
  const { environment, merchantAccountKey, productKey } = context.query;
  const key: StockKey = { environment, merchantAccountKey, productKey };
  await checkStock(context, key);
  const reading = readVouchers(context.body);
  if (reading.kind === "bad") throw badFile(reading.problems);
  const stock = stockOf(context.env, key);
  let loaded = 0;
  for (const portion of portionsOf(reading.vouchers)) loaded += await stock.load(portion);
  const { free } = await stock.level();
  const counts = { loaded, duplicates: reading.vouchers.length - loaded, free };
  const subject = `stock ${environment}/${merchantAccountKey}/${productKey}`;
  await audited(context, { action: "voucher.load", subject, reason: context.query.reason, detail: counts });
  return success(counts);
}

/** GET /admin/v1/voucher: every stock that a product of the catalogue draws on. */
export async function listStocks({ env }: Context): Promise<Response> {
  const catalogue = await readCatalogue(env.CATALOGUE);
  const stocks = catalogue
    .all("merchant")
    .filter(({ connector }) => connector === voucher.kind)
    .flatMap((merchant) =>
      catalogue
        .all("product")
        .filter(({ environment }) => environment === merchant.environment)
        .filter(({ merchantAccountKey }) => merchantAccountKey === merchant.merchantAccountKey)
        .map(({ productKey }) => stockShown(env, merchant, productKey)),
    );
  return success({ stocks: await Promise.all(stocks) });
}

async function stockShown(env: Env, merchant: Merchant, productKey: string) {
  const { environment, merchantAccountKey, connectorVersion: version } = merchant;
  const key: StockKey = { environment, merchantAccountKey, productKey };
  const [level, definition] = await Promise.all([
    stockOf(env, key).level(),
    readDefinition(env.CATALOGUE, { environment, merchantAccountKey, version }),
  ]);
  const { lastLoadedAt, ...counts }: Level = level;
  const { data } = VoucherDefinition.safeParse(definition ?? {});
  return { ...key, ...counts, lastLoadedAt: iso(lastLoadedAt), low: counts.free <= (data?.lowStockAt ?? 0) };
}

/** Refuses what would load codes where nobody could ever buy them. */
async function checkStock({ env, seed }: Context, key: StockKey): Promise<void> {
  const { environment, merchantAccountKey, productKey } = key;
  const catalogue = await currentCatalogue(env.CATALOGUE, seed);
  const [merchant, product] = await Promise.all([
    findItem(env.CATALOGUE, catalogue, "merchant", environment, merchantAccountKey),
    findItem(env.CATALOGUE, catalogue, "product", environment, merchantAccountKey, productKey),
  ]);
  if (merchant === null)
    throw refusal(
      "NO_ROUTE",
      "merchantAccountKey",
      `There is no merchant ${merchantAccountKey} in ${environment}.`,
    );
  if (merchant.connector !== voucher.kind)
    throw refusal(
      "VALIDATION",
      "merchantAccountKey",
      `Merchant ${merchantAccountKey} does not work with vouchers.`,
    );
  if (product === null)
    throw refusal(
      "UNKNOWN_PRODUCT",
      "productKey",
      `Merchant ${merchantAccountKey} has no product ${productKey}.`,
    );
}

function badFile(problems: Problem[]): Failure {
  const issues = problems.map(({ line, message }) => ({ path: `line ${line}`, message }));
  const [first] = issues;
  return new Failure("VALIDATION", `Nothing was loaded. ${first?.path}: ${first?.message}.`, { issues });
}

const refusal = (
  reason: "NO_ROUTE" | "VALIDATION" | "UNKNOWN_PRODUCT",
  path: string,
  message: string,
): Failure => new Failure(reason, message, { issues: [{ path, message }] });
