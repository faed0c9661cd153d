// A merchant behind an HTTP server, put into the catalogue beside the demo's: what `create` asks, and how it answers.
import { SANDBOX_CAPABILITIES } from "../../../src/connectors/sandbox";
import { demoSeed } from "../../../src/sandbox/demo";
import { writeItems } from "../../../src/catalogue/store";

const MERCHANT = "BENCH";
const WRITE = `
INSERT INTO definition (environment, merchant_account_key, version, connector, digest, body, created)
VALUES ('sandbox', ?1, 1, 'http', '', ?2, 0)`;

const definitionOf = (baseUrl: string) => ({
  baseUrl,
  activation: "SYNC",
  operations: {
    create: {
      method: "POST",
      url: "/create",
      body: "{ 'entitlementId': entitlementId, 'productKey': productKey }",
      responses: [{ status: "2xx", outcome: "completed", merchantEntitlementId: "body.id" }],
    },
    terminate: {
      method: "POST",
      url: "/terminate",
      responses: [{ status: "2xx", outcome: "completed" }],
    },
  },
});

type Loaded = Pick<Env, "CATALOGUE" | "CATALOGUE_KEY" | "SANDBOX_MERCHANT_SECRET">;

/** Before the Worker's first request, so that its first copy of the catalogue knows the merchant. */
export async function addMerchant(env: Loaded, url: string): Promise<void> {
  const database = env.CATALOGUE;
  await demoSeed(env)(database);
  await database
    .prepare(WRITE)
    .bind(MERCHANT, JSON.stringify(definitionOf(url)))
    .run();
  const own = { environment: "sandbox", merchantAccountKey: MERCHANT } as const;
  await writeItems(database, [
    {
      kind: "merchant",
      item: {
        ...own,
        name: "Benchmark",
        connector: "http",
        connectorVersion: 1,
        capabilities: { ...SANDBOX_CAPABILITIES, activation: "SYNC", verbs: ["cancel", "revoke"] },
        secrets: {},
      },
    },
    {
      kind: "product",
      item: {
        ...own,
        productKey: MERCHANT,
        offerKeys: [],
        productName: "Benchmark",
        productDescription: null,
        productLogoURL: null,
        productTermsURL: null,
        capabilities: {},
        signUpTtlMs: null,
      },
    },
    {
      kind: "route",
      item: {
        ...own,
        resellerKey: "TELCO",
        limitPerCustomer: 1,
        verbs: null,
        confirmationTtlMs: 86_400_000,
        sharesMerchantExtensionData: false,
        sharesWithMerchant: [],
        routeExtensionData: null,
      },
    },
  ]);
}
