// What a document must not say: each refusal names the field that is wrong, and nothing of the document is stored.
import { beforeAll, describe, expect, it } from "vitest";
import { call, OPERATOR, refusalOf } from "../support/api";
import {
  applied,
  knowProbe,
  put,
  sectionWith,
  shop,
  shopCredential,
  stored,
  videoMerchant,
  videoProduct,
  videoRoute,
  type Sections,
} from "../support/onboarding";

const narrow = {
  verbs: ["cancel", "revoke"],
  activation: "SYNC",
  endOfPeriodCancel: false,
  userStepOnChange: false,
};

/** What is wrong, the sections, and the paths that are named. */
const ROWS: [story: string, sections: object, ...paths: string[]][] = [
  ["an unknown section", { merchant: [] }, "merchant"],
  ["a section that is no list", { merchants: {} }, "merchants"],
  ["an unknown field", { routes: [videoRoute({ limit: 3 })] }, "routes.0.limit"],
  [
    "a field of the wrong type",
    { routes: [videoRoute({ limitPerCustomer: 0 })] },
    "routes.0.limitPerCustomer",
  ],
  ["a missing key", { products: [videoProduct({ productKey: undefined })] }, "products.0.productKey"],
  ["a key with a line break", { products: [videoProduct({ productKey: "A\nB" })] }, "products.0.productKey"],
  [
    "an environment that there is not",
    { resellers: [shop({ environment: "moon" })] },
    "resellers.0.environment",
  ],
  [
    "a verb that there is not",
    { products: [videoProduct({ capabilities: { verbs: ["fly"] } })] },
    "products.0.capabilities.verbs.0",
  ],
  [
    "an unknown field of authentication",
    { resellers: [shop({ authentication: { type: "basic", username: "a", secret: "b" } })] },
    "resellers.0.authentication.secret",
  ],
  ["a colon in a credential's id", { credentials: [shopCredential({ id: "a:b" })] }, "credentials.0.id"],
  [
    "an IP range in a doubtful spelling",
    { credentials: [shopCredential({ ipRanges: ["010.0.0.0/8"] })] },
    "credentials.0.ipRanges.0",
  ],
  ["three secrets", { credentials: [shopCredential({ secrets: ["a", "b", "c"] })] }, "credentials.0.secrets"],

  [
    "a reference that nobody replaced",
    { merchants: [videoMerchant({}, { secrets: { key: "env:VIDEO_KEY" } })] },
    "merchants.0.secrets.key",
  ],
  [
    "a reference where its text would be wrong as well",
    { resellers: [shop({ signingSecrets: ["env:SIGNING"] })] },
    "resellers.0.signingSecrets.0",
  ],
  [
    "a reference deep in a definition",
    { merchants: [videoMerchant({ secrets: ["env:A"] })] },
    "merchants.0.connector.secrets.0",
  ],

  ["no connector type", { merchants: [videoMerchant({ type: undefined })] }, "merchants.0.connector.type"],
  [
    "an unknown connector type",
    { merchants: [videoMerchant({ type: "fax" })] },
    "merchants.0.connector.type",
  ],
  [
    "a type that only JavaScript knows",
    { merchants: [videoMerchant({ type: "constructor" })] },
    "merchants.0.connector.type",
  ],
  [
    "an unknown preset",
    { merchants: [videoMerchant({ type: undefined, preset: "fax" })] },
    "merchants.0.connector.preset",
  ],
  [
    "a preset and a type",
    { merchants: [videoMerchant({ preset: "standard" })] },
    "merchants.0.connector.preset",
  ],
  [
    "an unknown field of a definition",
    { merchants: [videoMerchant({ operation: {} })] },
    "merchants.0.connector.operation",
  ],
  [
    "a wrong value deep in a definition",
    { merchants: [videoMerchant({ nested: { deep: "x" } })] },
    "merchants.0.connector.nested.deep",
  ],
  [
    "a target in a private range",
    { merchants: [videoMerchant({ url: "https://10.0.0.1/" })] },
    "merchants.0.connector",
  ],
  [
    "a target without TLS",
    { merchants: [videoMerchant({ url: "http://merchant.example.com/" })] },
    "merchants.0.connector",
  ],
  [
    "a secret that nobody gave",
    { merchants: [videoMerchant({ secrets: ["apiKey"] })] },
    "merchants.0.secrets.apiKey",
  ],
  [
    "a secret that is taken away",
    { merchants: [videoMerchant({ secrets: ["apiKey"] }, { secrets: { apiKey: null } })] },
    "merchants.0.secrets.apiKey",
  ],

  [
    "a default notification URL in a private range",
    { resellers: [shop({ defaultNotificationUrl: "https://192.168.0.1/" })] },
    "resellers.0.defaultNotificationUrl",
  ],
  [
    "a new reseller without a signing secret",
    { resellers: [shop({ signingSecrets: undefined })] },
    "resellers.0.signingSecrets",
  ],
  [
    "a signing secret that is too short",
    { resellers: [shop({ signingSecrets: ["whsec_c2hvcnQ="] })] },
    "resellers.0.signingSecrets.0",
  ],
  [
    "new authentication without its secret",
    { resellers: [shop({ authentication: { type: "bearer" } })] },
    "resellers.0.authentication.token",
  ],
  [
    "a new credential without a secret",
    { credentials: [shopCredential({ organisation: "TELCO", secrets: undefined })] },
    "credentials.0.secrets",
  ],
  [
    "a reseller's credential without environment",
    { credentials: [shopCredential({ organisation: "TELCO", environment: undefined })] },
    "credentials.0.environment",
  ],
  [
    "an operator of one environment",
    { credentials: [shopCredential({ party: "OPERATOR" })] },
    "credentials.0.environment",
  ],

  [
    "a route to nobody",
    { routes: [videoRoute({ merchantAccountKey: "FAX" })] },
    "routes.0.merchantAccountKey",
  ],
  [
    "a route for nobody",
    { routes: [videoRoute({ merchantAccountKey: "MUSIC", resellerKey: "FAX" })] },
    "routes.0.resellerKey",
  ],
  [
    "a route across environments",
    { routes: [videoRoute({ environment: "live" })] },
    "routes.0.merchantAccountKey",
  ],
  [
    "a product of nobody",
    { products: [videoProduct({ merchantAccountKey: "FAX" })] },
    "products.0.merchantAccountKey",
  ],
  ["a credential of nobody", { credentials: [shopCredential()] }, "credentials.0.organisation"],
  [
    "a credential of a merchant that is none",
    { credentials: [shopCredential({ party: "MERCHANT", organisation: "TELCO" })] },
    "credentials.0.organisation",
  ],
  ["merchants that leave others behind", { merchants: [] }, ..."pppprrc".split("").map(() => "merchants")],
  [
    "the same product twice",
    { products: [videoProduct(), videoProduct()], merchants: [videoMerchant()], routes: [], credentials: [] },
    "products.1",
  ],

  [
    "a product that can more than its merchant",
    {
      merchants: [videoMerchant(narrow)],
      products: [
        videoProduct({
          capabilities: {
            activation: "ASYNC",
            verbs: ["suspend"],
            endOfPeriodCancel: true,
            userStepOnChange: true,
          },
        }),
      ],
    },
    ...["verbs", "activation", "endOfPeriodCancel", "userStepOnChange"].map(
      (field) => `products.0.capabilities.${field}`,
    ),
  ],
  [
    "a route that can more than its merchant",
    {
      merchants: [videoMerchant(narrow)],
      routes: [videoRoute({ verbs: ["cancel", "undo"] })],
    },
    "routes.0.verbs",
  ],
];

/** The given items first, then those that are stored: a document that is right but for the former. */
const amid = (sections: object, kept: Required<Sections>): object => ({
  ...sections,
  ...Object.fromEntries(
    Object.entries(kept).flatMap(([name, items]) => {
      const given: unknown = Reflect.get(sections, name);
      return Array.isArray(given) && given.length > 0 ? [[name, [...given, ...items]]] : [];
    }),
  ),
});

beforeAll(knowProbe);

describe("a document is refused for", () => {
  it.each(ROWS)("%s", async (_, sections, ...paths) => {
    const before = await stored();
    for (const dryRun of [true, false]) {
      const reply = await put(amid(sections, before), { dryRun, force: true });
      expect(refusalOf(reply)).toBe(
        ["400 BAD_REQUEST VALIDATION RESELLER", ...paths.map((path) => `catalogue.${path}`)].join(" "),
      );
    }
    expect(await stored()).toEqual(before);
  });

  it("a merchant that no longer keeps what a stored product promises, at its connector", async () => {
    const merchants = await sectionWith("merchants", videoMerchant());
    const products = await sectionWith("products", videoProduct({ capabilities: { verbs: ["undo"] } }));
    await applied({ ...merchants, ...products });
    const reply = await put(await sectionWith("merchants", videoMerchant(narrow)));
    expect(refusalOf(reply)).toMatch(/ catalogue\.merchants\.\d\.connector$/);
    expect(reply.body.metadata.issues?.[0]?.message).toContain("product sandbox/VIDEO/FILMS");
  });

  it("no reason, unless it is a dry run", async () => {
    const body = { catalogue: {} };
    const reply = await call("PUT", "/admin/v1/catalogue", { as: OPERATOR, body });
    expect(refusalOf(reply)).toBe("400 BAD_REQUEST VALIDATION RESELLER reason");
    const dry = await call("PUT", "/admin/v1/catalogue?dryRun=true", { as: OPERATOR, body });
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true, changes: [], unchanged: 0 } });
  });

  it("its size, beyond a MiB", async () => {
    const large = (bytes: number) => ({
      products: [videoProduct({ productDescription: "x".repeat(bytes) })],
    });
    expect((await put(large(1024 * 1024))).status).toBe(413);
    expect((await put(large(1024 * 1024 - 500))).status).toBe(400);
  });
});

it("null counts as absent everywhere: a section of null is left alone", async () => {
  const sections = { merchants: null, products: null } as unknown as Sections;
  expect(await applied(sections)).toMatchObject({ changes: [], unchanged: 0 });
});
