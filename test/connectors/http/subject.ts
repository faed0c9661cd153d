// A merchant with an HTTP API that speaks one format and wants one authentication, as the contract suite needs it.
import { env } from "cloudflare:workers";
import { inject } from "vitest";
import {
  MERCHANT_OPERATIONS,
  type Connector,
  type MerchantOperation,
  type Outcome,
} from "../../../src/connectors/contract";
import { http } from "../../../src/connectors/http/definition";
import type { How, Subject } from "../suite";
import { scriptedMerchant, type Merchant, type Script, type Step } from "./merchant";

export type Format = "json" | "form" | "xml";

export const SECRETS: Record<string, string> = {
  password: "p4ss:wörd",
  token: "tok-3f9a",
  key: "key-77ab",
  clientSecret: "client/secret+1",
};

export const AUTHENTICATIONS = {
  none: { type: "none" },
  basic: { type: "basic", username: "platform", password: { secret: "password" } },
  bearer: { type: "bearer", token: { secret: "token" } },
  apiKey: { type: "apiKey", header: "X-Key", key: { secret: "key" } },
  oauth2: { type: "oauth2", tokenUrl: "", clientId: "platform", clientSecret: { secret: "clientSecret" } },
} as const;
export type AuthenticationType = keyof typeof AUTHENTICATIONS;

/** Operations that may be repeated; the others are asked once. */
const IDEMPOTENT: readonly MerchantOperation[] = ["create", "suspend", "terminate"];
const USER_STEP: readonly MerchantOperation[] = ["create", "update", "activationInfo", "status"];

/** A connector to a definition, with the secrets of these tests. */
export function connectorOf(
  definition: unknown,
  secrets: Record<string, string> = SECRETS,
  merchantAccountKey: string = crypto.randomUUID(),
): Connector {
  const access = {
    environment: "sandbox",
    merchantAccountKey,
    secret: async (name: string) => secrets[name] ?? null,
  } as const;
  return http.definition.parse(definition).connect(env, access);
}

/** Rules for answers whose `result` says what became of a request. */
function rulesIn(root: string, operation: MerchantOperation): object[] {
  const when = (result: string) => ({ status: "2xx", when: `${root}.result = "${result}"` });
  const merchantEntitlementId = `${root}.id`;
  return [
    {
      ...when("completed"),
      outcome: "completed",
      merchantEntitlementId,
      activationCode: `${root}.code`,
      terminationDate: `${root}.end`,
      merchantExtensionData: `{ "plan": ${root}.plan }`,
    },
    ...(USER_STEP.includes(operation)
      ? [
          {
            ...when("page"),
            outcome: "actionRequired",
            url: `${root}.url`,
            urlExpiry: `${root}.end`,
            merchantEntitlementId,
          },
        ]
      : []),
    { ...when("queued"), outcome: "accepted", merchantEntitlementId },
    {
      status: 409,
      outcome: "rejected",
      reason: "CUSTOMER_NOT_ELIGIBLE",
      merchantCode: `${root}.code`,
      message: `${root}.text`,
    },
    { ...when("lost"), outcome: "unknown" },
  ];
}

function definitionOf(baseUrl: string, format: Format, type: AuthenticationType, tokenUrl: string): unknown {
  const root = format === "xml" ? "body.answer" : "body";
  const body = '{ "id": entitlementId, "product": productKey, "offer": offerKey, "market": "EU & more" }';
  const authentication = AUTHENTICATIONS[type];
  const operations = MERCHANT_OPERATIONS.map((name) => [
    name,
    {
      method: "POST",
      url: `/${name}`,
      format,
      body: format === "xml" ? `{ "request": ${body} }` : body,
      idempotent: IDEMPOTENT.includes(name),
      responses: rulesIn(root, name),
    },
  ]);
  return {
    baseUrl,
    authentication: type === "oauth2" ? { ...authentication, tokenUrl } : authentication,
    operations: Object.fromEntries(operations),
  };
}

const END = "2031-05-01T10:00:00.000Z";
const FIELDS = { result: "completed", id: "M-007", code: "CODE <1> & more", end: END, plan: "007" };
const COMPLETED: Partial<Outcome> = {
  kind: "completed",
  merchantEntitlementId: "M-007",
  activationCode: "CODE <1> & more",
  terminationDate: Date.parse(END),
  merchantExtensionData: { plan: "007" },
};

const CONTENT_TYPES: Record<Format, string> = {
  json: "application/json; charset=utf-8",
  form: "application/x-www-form-urlencoded",
  xml: "text/xml",
};

/** A body as the merchant writes it, by hand: the library under test has no part in it. */
function written(format: Format, fields: Record<string, string>): string {
  if (format === "json") return JSON.stringify(fields);
  if (format === "form") return new URLSearchParams(fields).toString();
  const escaped = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&#62;");
  const elements = Object.entries(fields).map(([name, text]) => `<m:${name}>${escaped(text)}</m:${name}>`);
  return `<?xml version="1.0"?>\n<m:answer xmlns:m="urn:merchant">${elements.join("\n  ")}</m:answer>`;
}

/** What the merchant does, step by step, and what that comes to. */
function stepsOf(format: Format, how: How): { steps: Step[]; outcome?: Partial<Outcome> } {
  const step = (fields: Record<string, string>, changes: Step = {}): Step => ({
    headers: { "Content-Type": CONTENT_TYPES[format] },
    body: written(format, fields),
    ...changes,
  });
  const completed = step(FIELDS);
  const { id: _, ...withoutId } = FIELDS;
  switch (how) {
    case "completed":
      return { steps: [completed], outcome: COMPLETED };
    case "actionRequired":
      return {
        steps: [
          step({ result: "page", id: "M-007", url: "https://merchant.invalid/join?a=1&b=2", end: END }),
        ],
        outcome: { kind: how, url: "https://merchant.invalid/join?a=1&b=2", urlExpiry: Date.parse(END) },
      };
    case "accepted":
      return {
        steps: [step({ result: "queued", id: "M-007" })],
        outcome: { kind: how, merchantEntitlementId: "M-007" },
      };
    case "rejected":
      return {
        steps: [step({ code: "E-12", text: "Not here." }, { status: 409, effect: false })],
        outcome: {
          kind: how,
          reason: "CUSTOMER_NOT_ELIGIBLE",
          status: 409,
          merchantCode: "E-12",
          message: "Not here.",
        },
      };
    case "unknown":
      return { steps: [step({ result: "lost" })], outcome: { kind: how, cause: "UNREADABLE", status: 200 } };
    case "failsOnce":
      return { steps: [{ status: 500 }, completed] };
    case "unauthorizedOnce":
      return { steps: [{ status: 401, effect: false }, completed] };
    case "fails":
      return { steps: [{ status: 503, headers: { "Content-Type": "text/html" }, body: "<h1>Down</h1>" }] };
    case "refused":
      return { steps: [] };
    case "reset":
      return { steps: [{ breaks: "reset" }] };
    case "hangs":
      return { steps: [{ breaks: "hang" }] };
    case "drips":
      return { steps: [{ ...completed, breaks: "drip" }] };
    case "notReadable":
      return { steps: [{ headers: { "Content-Type": "text/html" }, body: "<!DOCTYPE html><h1>Hello</h1>" }] };
    case "wrongType":
      return { steps: [step({ ...FIELDS, end: "soon" })] };
    case "missingField":
      return { steps: [step(withoutId)] };
    case "tooLarge":
      return { steps: [{ ...completed, size: 10_000_000 }] };
    case "redirect":
      return { steps: [step(FIELDS, { status: 302, headers: { Location: "http://127.0.0.1:1/" } })] };
  }
}

/** What the scripted merchant can be made to do. */
export const can =
  (type: AuthenticationType) =>
  (operation: MerchantOperation, how: How): boolean =>
    (how !== "actionRequired" || USER_STEP.includes(operation)) &&
    (how !== "unauthorizedOnce" || type === "oauth2");

export interface HttpSubject extends Subject {
  merchant: Merchant;
}

/** A connector and a merchant of its own. */
export async function prepare(format: Format, type: AuthenticationType): Promise<HttpSubject> {
  const merchant = scriptedMerchant();
  const token = { access_token: "at-5d1c", token_type: "Bearer", expires_in: 600 };
  await merchant.tell("/token", { steps: [{ body: JSON.stringify(token) }] });
  const at = (baseUrl: string) =>
    connectorOf(definitionOf(baseUrl, format, type, `${merchant.baseUrl}/token`));
  const subject = { connector: at(merchant.baseUrl), path: "" };
  return {
    merchant,
    get connector() {
      return subject.connector;
    },
    async tell(operation, how) {
      const { steps, outcome } = stepsOf(format, how);
      const script: Script = { steps, deduplicates: subject.connector.idempotent.includes(operation) };
      subject.path = `/${operation}`;
      await merchant.tell(subject.path, script);
      if (how === "refused") subject.connector = at(inject("closedUrl"));
      return outcome ? { outcome } : {};
    },
    async effects(requestId) {
      const { effects } = await merchant.seen(subject.path);
      return effects[requestId] ?? 0;
    },
  };
}
