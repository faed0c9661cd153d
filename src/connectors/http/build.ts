// The request of an operation: URL, headers and body from the definition and the values of the call.
import type { ConnectorContext } from "../contract";
import { sends } from "./checks";
import type { HttpDefinition, Operation } from "./definition";
import { secretsOfHeaders, secretsOfOperation } from "./describe";
import { evaluate } from "./expression";
import { isHeaderValue, templateOf } from "./fields";
import { ACCEPTED_TYPES, CONTENT_TYPES, encode } from "./payload";
import { Unbuildable } from "./problem";
import { mask, type Secrets } from "./secrets";
import type { Sendable } from "./send";
import { expand, percentEncoded } from "./template";
import { absolute, urlOf } from "./url";
import type { Values } from "./values";

/**
 * The request without its authentication, or null for an operation that is answered without one. Throws `Unbuildable`
 * where a value is missing.
 */
export async function build(
  { baseUrl, headers: common }: HttpDefinition,
  operation: Operation,
  values: Values,
  secrets: Secrets,
  { traceparent }: Pick<ConnectorContext, "traceparent">,
): Promise<Sendable | null> {
  if (!sends(operation)) return null;
  const { method = "POST", url = "", headers, body, format, answer } = operation;
  const used = [...secretsOfHeaders(common), ...secretsOfOperation(operation)];
  const all: Values = { ...values, secrets: await readAll(used, secrets) };
  return {
    method,
    url: urlOf(templateOf(absolute(url, baseUrl)), all),
    headers: merged(
      { Accept: ACCEPTED_TYPES[answer ?? format] },
      body === undefined ? {} : { "Content-Type": CONTENT_TYPES[format] },
      filled(common, all),
      filled(headers, all),
      { "User-Agent": "resale-edge/1", "Idempotency-Key": String(values["requestId"]) },
      traceparent === null ? {} : { traceparent },
    ),
    body: body === undefined ? null : encode(format, await bodyOf(body, all)),
  };
}

async function readAll(names: string[], { read }: Secrets): Promise<Record<string, string>> {
  const entries = [...new Set(names)].map(async (name) => [name, await read(name)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function filled(headers: Record<string, string>, values: Values): Record<string, string> {
  const entries = Object.entries(headers).map(([name, text]) => {
    const value = expand(templateOf(text), values, `the header ${name}`, String);
    if (!isHeaderValue(value))
      throw new Unbuildable(`a value in the header ${name} has characters that a header cannot have`);
    return [name, value];
  });
  return Object.fromEntries(entries);
}

/** Later ones replace earlier ones, however they are spelt. */
function merged(...groups: Record<string, string>[]): Record<string, string> {
  const byName = new Map<string, [string, string]>();
  for (const group of groups)
    for (const [name, value] of Object.entries(group)) byName.set(name.toLowerCase(), [name, value]);
  return Object.fromEntries(byName.values());
}

async function bodyOf(expression: string, values: Values): Promise<unknown> {
  const evaluation = await evaluate(expression, values);
  if (!evaluation.ok) throw new Unbuildable(`the body cannot be made: ${evaluation.problem}`);
  if (evaluation.value === undefined) throw new Unbuildable("the body comes to nothing");
  return evaluation.value;
}

/** The same request with the stand-ins of secrets as they are, where a URL or a form has encoded them. */
export function legible(sendable: Sendable, names: string[]): Sendable {
  let { url, body } = sendable;
  for (const shown of names.map(mask)) {
    url = url.replaceAll(percentEncoded(shown), shown);
    body = body?.replaceAll(new URLSearchParams({ "": shown }).toString().slice(1), shown) ?? null;
  }
  return { ...sendable, url, body };
}
