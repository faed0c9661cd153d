// What follows from a definition without a call: what the merchant can do, which secrets it needs, where calls go.
import type { Capabilities } from "../../catalogue/schema";
import { MERCHANT_OPERATIONS, type MerchantOperation } from "../contract";
import type { Description } from "../kind";
import type { Authentication, HttpDefinition, Operation, Rule } from "./definition";
import { secretsIn } from "./expression";
import { templateOf, type TextOrSecret } from "./fields";
import { originOf } from "./url";

type Verb = Capabilities["verbs"][number];

/** The verbs that need an operation of the merchant; a revoke takes effect in any case. */
const OPERATION_OF: Record<Exclude<Verb, "revoke">, MerchantOperation> = {
  activationInfo: "activationInfo",
  update: "update",
  suspend: "suspend",
  resume: "resume",
  cancel: "terminate",
  undo: "undo",
};

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
  const { operations } = definition;
  const { create, update, terminate, status } = operations;
  const verbs: Verb[] = [
    ...entriesOf(OPERATION_OF)
      .filter(([, name]) => operations[name])
      .map(([verb]) => verb),
    "revoke",
  ];
  const repeatable = idempotentOperations(definition);
  const clears = (verb: Verb | "create"): boolean =>
    repeatable.includes(verb === "create" ? "create" : verb === "revoke" ? "terminate" : OPERATION_OF[verb]);
  const all: (Verb | "create")[] = ["create", ...verbs];
  return {
    activation: definition.activation ?? (hasRule(create, waits) ? "ASYNC" : "SYNC"),
    verbs,
    endOfPeriodCancel: hasRule(
      terminate,
      (rule) => rule.outcome === "completed" && rule.terminationDate !== undefined,
    ),
    userStepOnChange: hasRule(update, ({ outcome }) => outcome === "actionRequired"),
    resolves: status ? all : all.filter(clears),
  };
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

const entriesOf = <K extends string, V>(record: Record<K, V>): [K, V][] => Object.entries(record) as [K, V][];
