// What follows from a definition without a call: what the merchant can do, which secrets it needs, where calls go.
import type { Capabilities } from "../../catalogue/schema";
import { capabilitiesFrom } from "../capabilities";
import { MERCHANT_OPERATIONS, type MerchantOperation } from "../contract";
import type { Description } from "../kind";
import type { Authentication, HttpDefinition, Operation, Rule } from "./definition";
import { secretsIn } from "./expression";
import { templateOf, type TextOrSecret } from "./fields";
import { originOf } from "./url";

/** The operations that a definition has. */
export const operationsOf = ({ operations }: HttpDefinition): [MerchantOperation, Operation][] =>
  MERCHANT_OPERATIONS.flatMap((name) => {
    const operation = operations[name];
    return operation ? [[name, operation]] : [];
  });

/** Operations that may be repeated under their request id; asking for the status changes nothing anyway. */
export const idempotentOperations = (definition: HttpDefinition): MerchantOperation[] =>
  operationsOf(definition)
    .filter(([name, { idempotent }]) => idempotent ?? name === "status")
    .map(([name]) => name);

export function describe(definition: HttpDefinition): Omit<Description, "connect"> {
  return {
    capabilities: capabilitiesOf(definition),
    secrets: secretsOf(definition),
    targets: targetsOf(definition),
  };
}

function capabilitiesOf(definition: HttpDefinition): Capabilities {
  const { create, update, terminate } = definition.operations;
  return capabilitiesFrom({
    operations: operationsOf(definition).map(([name]) => name),
    idempotent: idempotentOperations(definition),
    activation: definition.activation ?? (hasRule(create, waits) ? "ASYNC" : "SYNC"),
    endOfPeriodCancel: hasRule(
      terminate,
      (rule) => rule.outcome === "completed" && rule.terminationDate !== undefined,
    ),
    userStepOnChange: hasRule(update, ({ outcome }) => outcome === "actionRequired"),
  });
}

const waits = ({ outcome }: Rule): boolean => outcome === "actionRequired" || outcome === "accepted";

const hasRule = (operation: Operation | undefined, is: (rule: Rule) => boolean): boolean =>
  operation?.responses.some(is) ?? false;

/** Everything that may be asked of the merchant's secrets. */
function secretsOf(definition: HttpDefinition): string[] {
  const { authentication, headers } = definition;
  const operations = operationsOf(definition).map(([, operation]) => operation);
  const names = [
    ...secretsOfAuthentication(authentication),
    ...secretsOfHeaders(headers),
    ...operations.flatMap(secretsOfOperation),
  ];
  return [...new Set(names)].sort();
}

/** The secrets that an operation's own request speaks of. */
export const secretsOfOperation = ({ url = "", headers, body }: Operation): string[] => [
  ...secretsOfTemplate(url),
  ...secretsOfHeaders(headers),
  ...((body !== undefined && secretsIn(body)) || []),
];

export const secretsOfHeaders = (headers: Record<string, string>): string[] =>
  Object.values(headers).flatMap(secretsOfTemplate);

const secretsOfTemplate = (text: string): string[] =>
  templateOf(text).flatMap((part) =>
    typeof part !== "string" && part[0] === "secrets" ? part.slice(1) : [],
  );

function secretsOfAuthentication(authentication: Authentication): string[] {
  const values: (TextOrSecret | undefined)[] = Object.values(authentication);
  return values.flatMap((value) => (typeof value === "object" ? [value.secret] : []));
}

/** The literal origins of everything that may be called, once each. */
function targetsOf(definition: HttpDefinition): string[] {
  const { baseUrl, authentication } = definition;
  const urls = operationsOf(definition).map(([, { url = "" }]) => originOf(url));
  const all = [baseUrl, ...urls, authentication.type === "oauth2" ? authentication.tokenUrl : null];
  return [...new Set(all.flatMap((url) => url ?? []))];
}
