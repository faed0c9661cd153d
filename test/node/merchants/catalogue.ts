// The three merchants in a catalogue document: what an operator writes to plug each of them in.

const PRODUCTS = [
  { productKey: "STREAM", productName: "Stream" },
  { productKey: "STREAM_PLUS", productName: "Stream Plus" },
  { productKey: "CODE", productName: "Stream by code", capabilities: { activation: "SYNC" } },
  { productKey: "FORBIDDEN", productName: "Not for everybody" },
];

/** How each merchant is described, given its own origin. */
const CONNECTORS: Record<string, { secrets: Record<string, string>; connector: (origin: string) => object }> =
  {
    STANDARD: {
      secrets: { password: "letmein" },
      connector: (origin) => ({
        preset: "standard",
        baseUrl: origin,
        authentication: { type: "basic", username: "resale", password: { secret: "password" } },
      }),
    },
    LANDING: {
      secrets: { marketplaceKey: "shared-key" },
      connector: (origin) => ({
        preset: "landingToken",
        landingUrl: `${origin}/landing`,
        webhookUrl: `${origin}/webhook`,
        authentication: { type: "apiKey", header: "X-Marketplace-Key", key: { secret: "marketplaceKey" } },
      }),
    },
    LEGACY: {
      secrets: { password: "geheim" },
      connector: (origin) => ({
        preset: "legacyXml",
        url: `${origin}/soap`,
        login: "resale",
        password: { secret: "password" },
      }),
    },
  };

/** The credential with which a merchant calls the platform. */
export const credentialOf = (merchantAccountKey: string): { id: string; secret: string } => ({
  id: `${merchantAccountKey.toLowerCase()}-sandbox`,
  secret: `${merchantAccountKey.toLowerCase()}-sandbox-secret-of-the-tests`,
});

type Section = Record<string, unknown>[];
export type CatalogueDocument = Record<"merchants" | "products" | "routes" | "credentials", Section>;

/** A document with the merchants beside what is there already; `origins` by merchantAccountKey. */
export function withMerchants(before: CatalogueDocument, origins: Record<string, string>): CatalogueDocument {
  const environment = "sandbox";
  const document = structuredClone(before);
  for (const [merchantAccountKey, origin] of Object.entries(origins)) {
    const described = CONNECTORS[merchantAccountKey];
    if (described === undefined) throw new Error(`no description of ${merchantAccountKey}`);
    const { secrets, connector } = described;
    const { id, secret } = credentialOf(merchantAccountKey);
    document.merchants.push({
      environment,
      merchantAccountKey,
      name: `Stream by ${merchantAccountKey}`,
      secrets,
      connector: connector(origin),
    });
    document.products.push(
      ...PRODUCTS.map((product) => ({
        environment,
        merchantAccountKey,
        offerKeys: ["STANDARD", "BUNDLE"],
        ...product,
      })),
    );
    document.routes.push({ environment, resellerKey: "TELCO", merchantAccountKey });
    document.credentials.push({
      id,
      party: "MERCHANT",
      organisation: merchantAccountKey,
      environment,
      secrets: [secret],
    });
  }
  return document;
}
