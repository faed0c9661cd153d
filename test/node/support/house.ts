// The embedded example in workerd, from the packed package, with a catalogue that its own operator has put in: the house's
// theatre, the sandbox merchant, the example merchant, and one reseller.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTestHarness, unstable_splitSqlQuery, type TestHarness } from "wrangler";
import { parse } from "yaml";
import { migrationsOf } from "../../../scripts/bench/migrations.ts";
import { ROOT } from "./server.ts";

export const HOUSE_TOKEN = "the-house-knows";
export const TELCO = "telco:telco-secret-of-the-test";
export const FILMS = "films:films-secret-of-the-example";
export const TELCO_KEY = "whsec_cmVzYWxlLWVkZ2UtbG9jYWwtdGVsY28tc2VjcmV0ISE=";

const SECRETS: Record<string, string> = {
  ID_KEY: "an-id-key-of-the-test-and-nothing-else",
  CATALOGUE_KEY: "a-catalogue-key-of-the-test-and-nothing-else",
  SANDBOX_MERCHANT_SECRET: "music-sandbox-secret",
  HOUSE_TOKEN,
};

interface House {
  /** Where the platform is: below the house's own pages. */
  url: string;
  origin: string;
  harness: TestHarness;
}

/** Boots it; `project` has the package and the examples. */
export async function openHouse(project: string, merchantUrl: string): Promise<House> {
  const folder = join(project, "examples/embedded");
  const config = join(folder, "wrangler.toml");
  const loopback = 'ALLOW_LOOPBACK_TARGETS = "on"\nPUBLIC_URL';
  await writeFile(config, (await readFile(config, "utf8")).replace("PUBLIC_URL", loopback));
  const lines = Object.entries(SECRETS).map(([name, value]) => `${name}=${value}`);
  await writeFile(join(folder, ".dev.vars"), lines.join("\n"));
  const harness = createTestHarness({ root: folder, workers: [{ configPath: config }] });
  const { url } = await harness.listen();
  await migrated(harness);
  const house = { url: `${url.origin}/resale`, origin: url.origin, harness };
  await stocked(house.url, merchantUrl);
  return house;
}

async function migrated(harness: TestHarness): Promise<void> {
  const env = await harness.getWorker<{ DB: D1; CATALOGUE: D1 }>().getEnv();
  for (const [database, directory] of [
    [env.DB, "projection"],
    [env.CATALOGUE, "catalogue"],
  ] as const)
    for (const file of await migrationsOf(directory))
      for (const statement of unstable_splitSqlQuery(await readFile(file, "utf8")))
        await database.prepare(statement).run();
}

/** What is used of a D1 binding; these tests know no types of Workers. */
interface D1 {
  prepare(sql: string): { run(): Promise<unknown> };
}

async function stocked(url: string, merchantUrl: string): Promise<void> {
  const sandbox = { environment: "sandbox" };
  const added = parse(await readFile(join(ROOT, "examples/merchant/catalogue.yaml"), "utf8"));
  const [films] = added.merchants;
  const theatre = {
    ...sandbox,
    merchantAccountKey: "THEATRE",
    name: "Theatre",
    connector: { type: "theatre", row: "A" },
  };
  const music = { ...sandbox, merchantAccountKey: "MUSIC", name: "Music", connector: { type: "sandbox" } };
  const product = (merchantAccountKey: string, productKey: string) => ({
    ...sandbox,
    merchantAccountKey,
    productKey,
    productName: productKey,
  });
  const route = (merchantAccountKey: string) => ({ ...sandbox, resellerKey: "TELCO", merchantAccountKey });
  const credential = (id: string, secret: string, party: string, organisation: string) => ({
    ...sandbox,
    id,
    party,
    organisation,
    secrets: [secret],
  });
  const [, filmsSecret = ""] = FILMS.split(":");
  const [, telcoSecret = ""] = TELCO.split(":");
  const catalogue = {
    merchants: [
      { ...films, secrets: { password: "letmein" }, connector: { ...films.connector, baseUrl: merchantUrl } },
      theatre,
      music,
    ],
    products: [...added.products, product("THEATRE", "SEAT"), product("MUSIC", "MUSIC_INSTANT")],
    routes: [...added.routes, route("THEATRE"), route("MUSIC")],
    resellers: [{ ...sandbox, resellerKey: "TELCO", name: "Telco", signingSecrets: [TELCO_KEY] }],
    credentials: [
      { ...added.credentials[0], secrets: [filmsSecret] },
      credential("telco", telcoSecret, "RESELLER", "TELCO"),
      credential("music-sandbox", SECRETS["SANDBOX_MERCHANT_SECRET"] ?? "", "MERCHANT", "MUSIC"),
    ],
  };
  const response = await fetch(`${url}/admin/v1/catalogue`, {
    method: "PUT",
    headers: { "X-House-Token": HOUSE_TOKEN, "Content-Type": "application/json" },
    body: JSON.stringify({ catalogue, reason: "the house opens" }),
  });
  if (!response.ok) throw new Error(`the catalogue was refused: ${await response.text()}`);
}
