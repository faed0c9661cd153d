/** One operation: what it does, what it takes, an example as a command, what it answers. */
import { h, type ComponentChildren } from "preact";
import type { Schema } from "../../src/openapi/schema";
import { line, prose } from "./markdown";
import { tableOf } from "./schemas";
import { typeOf } from "./types";

export interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description: string;
  schema: Schema;
  example?: unknown;
}

interface Content {
  schema: Schema;
  examples?: Record<string, { summary: string; value: unknown }>;
}

export interface Shown {
  method: string;
  path: string;
  operationId: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  requestBody?: { description?: string; content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
  /** Whether it needs credentials. */
  open: boolean;
}

export function operationSection(shown: Shown): ComponentChildren {
  const { method, path, operationId, summary, description, requestBody } = shown;
  return h(
    "section",
    { id: operationId, class: "operation" },
    h("h3", {}, summary),
    h("p", { class: "call" }, h("code", {}, h("b", {}, method), " ", path)),
    prose(description),
    shown.open ? h("p", {}, "Without credentials.") : null,
    parameters(shown.parameters),
    requestBody === undefined ? null : body(requestBody),
    command(shown),
    answers(shown),
  );
}

const parameters = (given: Parameter[]): ComponentChildren =>
  given.length === 0
    ? null
    : [
        h("h4", {}, "Parameters"),
        tableOf(
          ["Name", "Where", "Type", "Meaning"],
          given.map((one) => [
            [h("code", {}, one.name), one.required ? null : h("small", {}, " optional")],
            one.in,
            typeOf(one.schema),
            line(one.description),
          ]),
        ),
      ];

const body = ({ description = "", content }: NonNullable<Shown["requestBody"]>): ComponentChildren => [
  h("h4", {}, "Body"),
  ...Object.entries(content).map(([type, { schema }]) =>
    h("p", {}, h("code", {}, type), ": ", typeOf(schema), ". ", line(description)),
  ),
];

/** The first example as a command for a shell. */
function command({ method, path, parameters: given, requestBody, open }: Shown): ComponentChildren {
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const value = Object.values(content?.examples ?? {})[0]?.value;
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(given.find((one) => one.in === "path" && one.name === name)?.example ?? name)),
  );
  const parts = [
    `curl ${open ? "" : '-u "$ID:$SECRET" '}${method === "GET" ? "" : `-X ${method} `}"$API${url}"`,
    ...(value === undefined ? [] : [`-H 'Content-Type: ${type}'`, `-d '${written(value)}'`]),
  ];
  return [h("h4", {}, "Example"), h("pre", { tabIndex: 0 }, h("code", {}, parts.join(" \\\n  ")))];
}

const written = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value, null, 2);

const answers = ({ responses }: Shown): ComponentChildren => [
  h("h4", {}, "Answers"),
  tableOf(
    ["Status", "Body", "When, or why"],
    Object.entries(responses).map(([status, { description, content = {} }]) => [
      h("code", {}, status),
      Object.entries(content).map(([type, { schema }]) =>
        h("div", {}, type === "application/json" ? bodyOf(schema) : h("code", {}, type)),
      ),
      line(description),
    ]),
  ),
];

/** A failure is narrowed to its reasons, which stand beside it. */
const bodyOf = (schema: Schema): ComponentChildren => {
  const parts = (schema["allOf"] ?? []) as Schema[];
  const named = parts.filter((part) => "$ref" in part);
  const more = parts.flatMap((part) => Object.entries((part["properties"] ?? {}) as Record<string, Schema>));
  const isFailure = parts.some((part) => "metadata" in ((part["properties"] ?? {}) as object));
  if (named.length === 0) return typeOf(schema);
  if (isFailure || more.length === 0) return typeOf({ allOf: named });
  const members = more.map(([name, member]) => h("div", {}, h("code", {}, name), ": ", typeOf(member)));
  return [h("div", {}, typeOf({ allOf: named }), " with"), ...members];
};
