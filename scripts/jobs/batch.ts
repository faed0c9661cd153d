// A batch on the real service, killed in the middle: every row has one result, and every effect happened once, by the books of
// a merchant with a server of its own.
import Papa from "papaparse";
import * as z from "zod";
import { addStandard } from "../crash/catalogue.ts";
import { Listener } from "../crash/listener.ts";
import { Power } from "../crash/power.ts";
import { Random } from "../crash/random.ts";
import { KEY, StandardMerchant } from "../crash/standard.ts";
import { asked, each, start, type JobShown } from "./client.ts";
import { underKills } from "./killed.ts";

const AT_ONCE = 12;
const HEADER = "action,entitlementId,reasonCategory,reasonCode,reasonDescription";

/** What each action is called at the merchant, and what the entitlement is afterwards. */
const ACTIONS = {
  SUSPEND: { operation: "suspend", status: "SUSPENDED" },
  REVOKE: { operation: "terminate", status: "REVOKED" },
  CANCEL: { operation: "terminate", status: "ACTIVE-ENDING" },
} as const;
type Action = keyof typeof ACTIONS;
const NAMES: readonly Action[] = ["SUSPEND", "REVOKE", "CANCEL"];

export interface Order {
  entitlementId: string;
  action: Action;
}

export interface Plan {
  rows: number;
  kills: number;
  timeoutMs: number;
  /** Aborted when the run is to be given up. */
  ending?: AbortSignal;
  say: (text: string) => void;
}

interface Ran {
  violations: string[];
  job: JobShown;
  kills: number;
}

/** Runs it; answers everything that is not as it should be. Whatever happens, what was started is ended. */
export async function batchUnderKills(plan: Plan): Promise<Ran> {
  const power = await Power.plug();
  const merchant = new StandardMerchant(power, new Random(1));
  const receiver = new Listener(async (_, response) => void response.writeHead(204).end());
  try {
    await merchant.start();
    await merchant.heal();
    await receiver.start();
    return await Promise.race([story(plan, power, merchant, receiver.port), givenUp(plan.ending)]);
  } finally {
    await merchant.stop();
    receiver.stop();
    await power.off();
  }
}

function givenUp(ending: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    ending?.addEventListener("abort", () => reject(new Error("The run was given up.")), { once: true });
  });
}

async function story(plan: Plan, power: Power, merchant: StandardMerchant, port: number): Promise<Ran> {
  await power.on();
  await addStandard(power, merchant.origin);
  const orders = await sold(power.origin, `http://127.0.0.1:${port}/`, plan.rows);
  plan.say(`${orders.length} entitlements sold`);
  const rows = orders.map(({ action, entitlementId }) => `${action},${entitlementId},,,`);
  const file = [HEADER, ...rows].join("\r\n");
  const begin = (origin: string) => start(origin, "kind=batch&rowsPerSecond=100", file, "text/csv");
  const job = await underKills(power, begin, plan);
  const results = await asked(power.origin, `/v1/jobs/${job.jobId}/results/rows.csv`);
  const violations = [...judged(orders, job, results, merchant), ...(await strayed(power.origin, orders))];
  return { violations, job, kills: power.kills };
}

const Sold = z.looseObject({ entitlementId: z.string(), status: z.string() });

/** Sells to as many customers as the batch is to have rows. */
async function sold(origin: string, notificationUrl: string, count: number): Promise<Order[]> {
  const orders: Order[] = [];
  const places = Array.from({ length: count }, (_, at) => at);
  await each(places, AT_ONCE, async (at) => {
    const sale = {
      customerIdentifier: `customer-${at}`,
      merchantAccountKey: KEY,
      productKey: "CODE",
      notificationUrl,
    };
    const sent = {
      method: "POST",
      body: JSON.stringify(sale),
      type: "application/json",
      key: `order-${at}`,
    } as const;
    const { entitlementId, status } = Sold.parse(JSON.parse(await asked(origin, "/v1/entitlement", sent)));
    if (status !== "ACTIVE") throw new Error(`a sale is ${status}`);
    orders[at] = { entitlementId, action: NAMES[at % NAMES.length] ?? "SUSPEND" };
  });
  return orders;
}

/** The job's counts, its result file and the merchant's books against what was ordered. */
function judged(orders: Order[], job: JobShown, results: string, merchant: StandardMerchant): string[] {
  const { counts, state } = job;
  const violations: string[] = [];
  if (state !== "DONE") violations.push(`the job is ${state}: ${job.message}`);
  if (counts.read !== orders.length || counts.done !== orders.length)
    violations.push(`${counts.read} rows were read and ${counts.done} done of ${orders.length}`);
  const { data } = Papa.parse<string[]>(results.trimEnd());
  const lines = data.slice(1).map((line) => line.slice(0, 4).concat(line.slice(6)).join(","));
  const expected = orders.map(
    ({ entitlementId, action }, at) => `${at + 1},${entitlementId},${action},OK,${ACTIONS[action].status}`,
  );
  if (lines.length !== expected.length)
    violations.push(`${lines.length} results for ${expected.length} rows`);
  for (const [at, line] of expected.entries())
    if (lines[at] !== line) violations.push(`row ${at + 1} is "${lines[at]}", not "${line}"`);
  return [...violations, ...doubled(orders, merchant)];
}

/** As many different requests that had an effect as were ordered: one. */
function doubled(orders: Order[], merchant: StandardMerchant): string[] {
  const references = new Map<string, Set<string>>();
  for (const { entitlementId, operation, reference } of merchant.effects()) {
    const name = `${operation} ${entitlementId}`;
    references.set(name, (references.get(name) ?? new Set()).add(reference));
  }
  return orders.flatMap(({ entitlementId, action }) => {
    const times = references.get(`${ACTIONS[action].operation} ${entitlementId}`)?.size ?? 0;
    return times === 1 ? [] : [`${action} of ${entitlementId} happened ${times} times at the merchant`];
  });
}

const History = z.looseObject({
  events: z.array(z.looseObject({ version: z.number(), from: z.string().nullable(), to: z.string() })),
});

/**
 * Entitlements that are not what their row made of them. After the sale exactly one version may change the status, to what
 * was ordered; a row whose first call died before the merchant heard of it has one more, which drops that doubt.
 */
async function strayed(origin: string, orders: Order[]): Promise<string[]> {
  const violations: string[] = [];
  await each(orders, AT_ONCE, async ({ entitlementId, action }) => {
    const text = await asked(origin, `/v1/entitlement/history/${entitlementId}`);
    const later = History.parse(JSON.parse(text)).events.filter(({ version }) => version > 1);
    const changes = later.filter(({ from, to }) => from !== to);
    const isRight = changes.length === 1 && changes[0]?.to === ACTIONS[action].status && later.length <= 2;
    if (!isRight) violations.push(`${entitlementId} after ${action}: ${JSON.stringify(later)}`);
  });
  return violations;
}
