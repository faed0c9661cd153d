// Activation codes and a server that is killed while it gives them out: no code is lost, none is given twice, and
// whoever asks again gets the code that was meant for him.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, expect, it } from "vitest";
import * as z from "zod";
import { originOf, startServer, stopServer } from "../../scripts/demo/server.ts";
import { freePort } from "../../scripts/demo/freePort.ts";
import { forget, kill, ROOT, temporaryState } from "./support/server.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

const CODES = 2_000;
const SALES = 200;
/** So many purchases are under way when the server is killed. */
const LANES = 40;
/** Purchases come at any time, so that the kill finds them at every stage; in step they would all be at one. */
const PAUSE_MS = 300;
const PRODUCT = { environment: "sandbox", merchantAccountKey: "CODES", productKey: "CARD" };
/** The deadline of an open call, the resolver's first look, and room for a busy machine. */
const SETTLED_AFTER_MS = 45_000 + 5_000 + 40_000;

const Sold = z.looseObject({ status: z.string().optional(), activationCode: z.string().nullish() });
type Sold = z.infer<typeof Sold>;
const Stocks = z.object({
  stocks: z.array(z.object({ loaded: z.number(), given: z.number(), free: z.number(), expired: z.number() })),
});

const ITEMS = [
  [
    "merchant",
    "sandbox\nCODES",
    { name: "Codes", connector: "voucher", connectorVersion: 1, capabilities: null },
  ],
  [
    "product",
    "sandbox\nCODES\nCARD",
    {
      productKey: "CARD",
      offerKeys: [],
      productName: "Card",
      productDescription: null,
      productLogoURL: null,
      productTermsURL: null,
      capabilities: { activation: "SYNC", verbs: ["cancel", "revoke"] },
      signUpTtlMs: null,
    },
  ],
  ["route", "sandbox\nTELCO\nCODES", { resellerKey: "TELCO" }],
] as const;

/** Puts the merchant of codes beside the demo's catalogue; no server may be using the state. */
async function addMerchant(folder: string): Promise<void> {
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const rows = ITEMS.map(([kind, key, item]) => {
    const body = JSON.stringify({ environment: "sandbox", merchantAccountKey: "CODES", ...item });
    return `INSERT INTO item (kind, key, body) VALUES (${text(kind)}, ${text(key)}, ${text(body)});`;
  });
  const file = join(folder, "catalogue.sql");
  await writeFile(file, [...rows, "UPDATE revision SET number = number + 1;"].join("\n"));
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const args = ["d1", "execute", "CATALOGUE", "--local", "--persist-to", folder, "--file", file, "--yes"];
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false" };
  await promisify(execFile)(process.execPath, [wrangler, ...args], { cwd: ROOT, env });
}

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;

function apiAt(origin: string) {
  const operator = { Authorization: basic("operator:operator-secret") };
  return {
    /** One customer's purchase, the same however often it is sent; null where no answer came. */
    async buy(number: number): Promise<Sold | null> {
      const { merchantAccountKey, productKey } = PRODUCT;
      const customerIdentifier = `customer-${number}`;
      const notificationUrl = "http://127.0.0.1:9/nobody";
      const body = JSON.stringify({ customerIdentifier, merchantAccountKey, productKey, notificationUrl });
      const headers = {
        Authorization: basic("telco-sandbox:telco-sandbox-secret"),
        "Content-Type": "application/json",
        "Idempotency-Key": `purchase-${number}`,
      };
      const signal = AbortSignal.timeout(15_000);
      const answer = await fetch(`${origin}/v1/entitlement`, { method: "POST", headers, body, signal }).catch(
        () => null,
      );
      const text = await answer?.text().catch(() => null);
      return answer?.ok || answer?.status === 503 ? Sold.parse(JSON.parse(text ?? "{}")) : null;
    },
    async load(csv: string): Promise<unknown> {
      const query = new URLSearchParams({ ...PRODUCT, reason: "test" });
      const headers = { ...operator, "Content-Type": "text/csv" };
      const answer = await fetch(`${origin}/admin/v1/voucher?${query}`, {
        method: "POST",
        headers,
        body: csv,
      });
      return answer.json();
    },
    async stock() {
      const answer = await fetch(`${origin}/admin/v1/voucher`, { headers: operator });
      const [stock] = Stocks.parse(await answer.json()).stocks;
      if (stock === undefined) throw new Error("there is no stock");
      expect(stock.given + stock.free + stock.expired).toBe(stock.loaded);
      return stock;
    },
  };
}

/** Does something for each number, so many at a time. */
async function inLanes(numbers: number[], act: (number: number) => Promise<unknown>): Promise<void> {
  const queue = [...numbers];
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await sleep(Math.random() * PAUSE_MS);
      await act(next);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

it(
  "a server that is killed while it sells loses no code and gives none twice",
  { timeout: 240_000 },
  async () => {
    const folder = await temporaryState();
    endings.push(() => forget(folder));
    const port = await freePort();
    const api = apiAt(originOf(port));
    const boot = async () => {
      const child = await startServer(port, folder, { detached: true });
      endings.push(() => stopServer(child));
      return child;
    };
    const empty = await boot();
    // The demo's catalogue comes with the first request.
    await api.buy(0);
    await stopServer(empty);
    await addMerchant(folder);

    const first = await boot();
    const csv = ["code", ...Array.from({ length: CODES }, (_, at) => `CODE-${at}`)].join("\r\n");
    expect(await api.load(csv)).toMatchObject({ loaded: CODES, duplicates: 0, free: CODES });
    const customers = Array.from({ length: SALES }, (_, at) => at + 1);
    const told = new Map<number, Sold | null>();
    const selling = inLanes(customers, async (number) => told.set(number, await api.buy(number)));
    await expect.poll(() => told.size, { interval: 1, timeout: 30_000 }).toBeGreaterThan(SALES / 3);
    await kill(first);
    await selling;
    const unanswered = [...told.values()].filter((sold) => sold === null).length;
    expect(unanswered).toBeGreaterThan(0);

    await boot();
    const after = new Map<number, Sold>();
    const codes = () => [...after.values()].flatMap(({ activationCode }) => activationCode ?? []);
    const askedAgain = async () => {
      const open = customers.filter((number) => !after.get(number)?.activationCode);
      await inLanes(open, async (number) => {
        const sold = await api.buy(number);
        if (sold !== null) after.set(number, sold);
      });
      const { given } = await api.stock();
      return { withoutAnswer: SALES - after.size, givenToNobody: given - codes().length };
    };
    // The deadline of the calls that were under way has to pass, and the resolver has to have looked.
    await expect
      .poll(askedAgain, { interval: 2_000, timeout: SETTLED_AFTER_MS })
      .toEqual({ withoutAnswer: 0, givenToNobody: 0 });
    expect(new Set(codes()).size).toBe(codes().length);
    for (const [number, sold] of told)
      if (sold?.activationCode) expect(after.get(number)?.activationCode).toBe(sold.activationCode);
    // Without a code is only whose request never reached the stock, and he knows that it is in doubt.
    for (const { activationCode, status } of after.values())
      if (!activationCode) expect(status).toBe("FAILED");
    expect(await api.load(csv)).toMatchObject({ loaded: 0, duplicates: CODES });
  },
);
