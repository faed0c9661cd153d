// What the platform asks by the standard merchant API (docs/merchant-api.md), read and checked. The words are those of the
// contract for merchants that are Workers; over HTTP three of them are not sent.
import type { MerchantOutcome, MerchantRequest } from "../connectors/merchantWorker";

/** One request of the platform. */
export type OperationRequest = Omit<
  MerchantRequest,
  "merchantAccountKey" | "about" | "magicNumber" | "operation"
> & {
  operation: Exclude<MerchantRequest["operation"], "status">;
};

/** What it is answered with. Times are epoch milliseconds. */
export type OperationOutcome = MerchantOutcome;

export type OperationName = OperationRequest["operation"];

const NAMES: Record<OperationName, true> = {
  create: true,
  activationInfo: true,
  update: true,
  suspend: true,
  resume: true,
  terminate: true,
  undo: true,
};

type Kind = "text" | "text?" | "flag?" | "object?";

/** One line per field: the compiler says when one is missing. */
const FIELDS: Record<Exclude<keyof OperationRequest, "operation">, Kind> = {
  requestId: "text",
  environment: "text",
  entitlementId: "text",
  merchantEntitlementId: "text",
  resellerKey: "text",
  sharedCustomerId: "text",
  productKey: "text",
  offerKey: "text?",
  previous: "object?",
  immediate: "flag?",
  merchantExtensionData: "object?",
  routeExtensionData: "object?",
  customerIdentifier: "text?",
  extensionData: "object?",
};

const FITS: Record<Kind, (value: unknown) => boolean> = {
  text: (value) => typeof value === "string" && value !== "",
  "text?": (value) => value === null || typeof value === "string",
  "flag?": (value) => value === null || typeof value === "boolean",
  "object?": (value) => typeof value === "object",
};

/** What a path asks for; the API may stand below any prefix. */
export type Asked =
  | { kind: "operation"; operation: OperationName; entitlementId: string | null }
  | { kind: "status"; requestId: string };

const STATUS = /\/operation\/([^/]+)$/;
const CREATE = /\/entitlement$/;
const VERB = /\/entitlement\/([^/]+)\/(\w+)$/;

/** What a path asks for, or null where there is nothing. */
export function askedBy({ method, url }: Request): Asked | null {
  const { pathname } = new URL(url);
  const requestId = STATUS.exec(pathname)?.[1];
  if (method === "GET" && requestId !== undefined) return { kind: "status", requestId: decoded(requestId) };
  if (method !== "POST") return null;
  if (CREATE.test(pathname)) return { kind: "operation", operation: "create", entitlementId: null };
  const [, id = "", verb = ""] = VERB.exec(pathname) ?? [];
  if (!isName(verb) || verb === "create") return null;
  return { kind: "operation", operation: verb, entitlementId: decoded(id) };
}

const isName = (name: string): name is OperationName => Object.hasOwn(NAMES, name);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The request in a body, or the name of the field that is wrong. */
export function readRequest(
  text: string,
  { operation, entitlementId }: { operation: OperationName; entitlementId: string | null },
): { request: OperationRequest } | { wrong: string } {
  const body = parsed(text);
  if (body === null) return { wrong: "body" };
  if (Reflect.get(body, "operation") !== operation) return { wrong: "operation" };
  const wrong = Object.entries(FIELDS).find(
    ([name, kind]) => !FITS[kind](Reflect.get(body, name) ?? null),
  )?.[0];
  if (wrong !== undefined) return { wrong };
  if (entitlementId !== null && Reflect.get(body, "entitlementId") !== entitlementId)
    return { wrong: "entitlementId" };
  return isChecked(body) ? { request: body } : { wrong: "body" };
}

/** Called when every field has been looked at. */
const isChecked = (body: object): body is OperationRequest => "requestId" in body;

function parsed(text: string): object | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" ? body : null;
  } catch {
    return null;
  }
}
