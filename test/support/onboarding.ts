// The operator with a catalogue as a document: the stored one, the same with changes, and a kind of connector whose
// definition has everything that a definition can refer to.
import * as z from "zod";
import { CAPABILITY_VERBS } from "../../src/catalogue/schema";
import { MERCHANT_OPERATIONS, type Connector, type Outcome } from "../../src/connectors/contract";
import type { ConnectorKind, Description } from "../../src/connectors/kind";
import { CONNECTORS } from "../../src/connectors/registry";
import { call, OPERATOR, type Reply } from "./api";

export type Item = Record<string, unknown>;

export interface Sections {
  merchants?: Item[];
  products?: Item[];
  routes?: Item[];
  resellers?: Item[];
  credentials?: Item[];
}

export interface Change {
  action: string;
  kind: string;
  key: string;
  fields: { path: string; from: unknown; to: unknown }[];
  liveEntitlements: number;
  strands: boolean;
}

/** An answer to PUT /admin/v1/catalogue, as far as tests look at it. */
export interface Outcomes {
  revision: number;
  dryRun: boolean;
  changes: Change[];
  unchanged: number;
}

interface Options {
  force?: boolean;
  dryRun?: boolean;
  ifMatch?: string;
  as?: string;
  headers?: Record<string, string>;
}

/** PUT /admin/v1/catalogue with a reason. */
export const put = (catalogue: unknown, options: Options = {}): Promise<Reply> => {
  const { force, dryRun, ifMatch, as = OPERATOR, headers } = options;
  return call("PUT", `/admin/v1/catalogue${dryRun ? "?dryRun=true" : ""}`, {
    as,
    body: { catalogue, reason: "a test", ...(force !== undefined && { force }) },
    headers: { ...headers, ...(ifMatch !== undefined && { "If-Match": ifMatch }) },
  });
};

export const outcomesOf = ({ body }: Reply): Outcomes => body as unknown as Outcomes;

/** `+ merchant sandbox/VIDEO`: what a plan says, a line per item. */
export const linesOf = (reply: Reply): string[] =>
  outcomesOf(reply).changes.map(({ action, kind, key }) => `${SIGNS[action]} ${kind} ${key}`);

const SIGNS: Record<string, string> = { create: "+", change: "~", remove: "-" };

/** The stored catalogue, every section of it. */
export async function stored(): Promise<Required<Sections>> {
  const { body } = await call("GET", "/admin/v1/catalogue", { as: OPERATOR });
  return body["catalogue"] as Required<Sections>;
}

/** The stored items of a section, and some more or in place of those with the same key. */
export async function sectionWith(name: keyof Sections, ...items: Item[]): Promise<Sections> {
  const key = (item: Item): string =>
    ["id", "environment", "resellerKey", "merchantAccountKey", "productKey"]
      .map((part) => item[part])
      .join("/");
  const replaced = new Set(items.map(key));
  const kept = (await stored())[name].filter((item) => !replaced.has(key(item)));
  return { [name]: [...kept, ...items] };
}

/** Applies, and throws unless it was done. */
export async function applied(sections: Sections, options: Options = {}): Promise<Outcomes> {
  const reply = await put(sections, options);
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
  return outcomesOf(reply);
}

const Probe = z.strictObject({
  url: z.string().default("https://merchant.example.com/api"),
  secrets: z.array(z.string()).default([]),
  verbs: z.array(z.enum(CAPABILITY_VERBS)).default([...CAPABILITY_VERBS]),
  activation: z.enum(["SYNC", "ASYNC"]).default("SYNC"),
  endOfPeriodCancel: z.boolean().default(true),
  userStepOnChange: z.boolean().default(true),
  code: z.string().nullable().default(null),
  resolves: z.array(z.literal("create")).default([]),
  nested: z.strictObject({ deep: z.number() }).optional(),
});

/** A merchant that agrees to everything at once, with the activation code that its definition says. */
const probe: ConnectorKind = {
  kind: "probe",
  definition: Probe.transform(({ url, secrets, code, nested, ...capabilities }): Description => ({
    capabilities: { ...capabilities, resolves: nested ? ["create"] : capabilities.resolves },
    secrets,
    targets: [url],
    connect: (): Connector => {
      const agree = async (): Promise<Outcome> => ({ kind: "completed", activationCode: code });
      const operations = Object.fromEntries(MERCHANT_OPERATIONS.map((operation) => [operation, agree]));
      return { idempotent: [], ...operations };
    },
  })),
};

/** Makes the kind `probe` known in this isolate. */
export function knowProbe(): void {
  (CONNECTORS as Record<string, ConnectorKind>)["probe"] = probe;
}

export const videoMerchant = (connector: Item = {}, changes: Item = {}): Item => ({
  environment: "sandbox",
  merchantAccountKey: "VIDEO",
  name: "Video Inc",
  connector: { type: "probe", ...connector },
  ...changes,
});

export const videoProduct = (changes: Item = {}): Item => ({
  environment: "sandbox",
  merchantAccountKey: "VIDEO",
  productKey: "FILMS",
  productName: "Films",
  ...changes,
});

export const videoRoute = (changes: Item = {}): Item => ({
  environment: "sandbox",
  resellerKey: "TELCO",
  merchantAccountKey: "VIDEO",
  limitPerCustomer: 5,
  ...changes,
});

export const SIGNING = "whsec_c2hvcC1zaWduaW5nLXNlY3JldC1mb3ItdGVzdHM=";

export const shop = (changes: Item = {}): Item => ({
  environment: "sandbox",
  resellerKey: "SHOP",
  name: "Shop",
  signingSecrets: [SIGNING],
  ...changes,
});

export const shopCredential = (changes: Item = {}): Item => ({
  id: "shop",
  party: "RESELLER",
  organisation: "SHOP",
  environment: "sandbox",
  secrets: ["shop-secret-of-ours"],
  ...changes,
});
