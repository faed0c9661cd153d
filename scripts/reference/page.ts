/** The API reference as one page, made from the API's document and from nothing else. Pure: `docs.ts` writes it. */
import { h, type ComponentChildren } from "preact";
import type { Schema } from "../../src/openapi/schema";
import { layout } from "./layout";
import { line, prose } from "./markdown";
import { operationSection, type Shown } from "./operation";
import { schemaSection } from "./schemas";

type Operation = Omit<Shown, "method" | "path" | "open"> & { tags: string[]; security?: unknown[] };

interface Document {
  info: { title: string; version: string; summary: string; description: string };
  tags: { name: string; description: string }[];
  "x-tagGroups": { name: string; tags: string[] }[];
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation & { requestBody: NonNullable<Shown["requestBody"]> } }>;
  components: Record<string, Record<string, Schema>>;
}

/** The page; `document` is what `openApi` makes. */
export function referencePage(document: Schema): string {
  const api = document as unknown as Document;
  const operations = operationsOf(api);
  const { info } = api;
  const groups = api["x-tagGroups"].map(({ name, tags }) => ({
    name,
    tags: api.tags.filter((tag) => tags.includes(tag.name)),
  }));
  const schemas = Object.entries(api.components["schemas"] ?? {});
  return layout({
    title: `API reference · ${info.title}`,
    description: info.summary,
    contents: contentsOf(groups, operations, schemas),
    body: [
      h("h1", {}, "API reference"),
      h("p", {}, `Release ${info.version}. `, h("a", { href: "../openapi.json" }, "OpenAPI document"), "."),
      prose(info.description),
      ...groups.flatMap(({ tags }) => tags.map((tag) => tagSection(tag, operations))),
      webhookSection(api),
      h("h2", { id: "schemas" }, "Schemas"),
      ...schemas.map(([name, schema]) => schemaSection(name, schema)),
    ],
  });
}

type Tagged = Shown & { tag: string };

/** Every operation, with what it refers to in its place. */
function operationsOf(api: Document): Tagged[] {
  const followed = <T>(value: T): T => {
    const ref = (value as Schema)["$ref"];
    if (typeof ref !== "string") return value;
    const [, , kind = "", name = ""] = ref.split("/");
    return api.components[kind]?.[name] as T;
  };
  return Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      tag: operation.tags[0] ?? "",
      open: operation.security !== undefined,
      parameters: operation.parameters.map(followed),
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, answer]) => [status, followed(answer)]),
      ),
    })),
  );
}

const idOf = (tag: string): string => `tag-${tag.toLowerCase().replaceAll(/\W+/g, "-")}`;

const tagSection = (
  { name, description }: Document["tags"][number],
  operations: Tagged[],
): ComponentChildren =>
  h(
    "section",
    { id: idOf(name) },
    h("h2", {}, name),
    h("p", {}, line(description)),
    ...operations.filter(({ tag }) => tag === name).map(operationSection),
  );

const webhookSection = ({ webhooks }: Document): ComponentChildren => [
  h("h2", { id: "webhooks" }, "What we send"),
  ...Object.values(webhooks).map(({ post }) =>
    operationSection({ ...post, method: "POST", path: "notificationUrl", open: true }),
  ),
];

const contentsOf = (
  groups: { name: string; tags: Document["tags"] }[],
  operations: Tagged[],
  schemas: [string, Schema][],
): ComponentChildren =>
  h(
    "nav",
    { class: "contents", "aria-label": "Contents" },
    ...groups.map(({ name, tags }) => [
      h("p", {}, name),
      ...tags.map((tag) => tagContents(tag.name, operations)),
    ]),
    h("ul", {}, h("li", {}, h("a", { href: "#webhooks" }, "What we send"))),
    h(
      "details",
      {},
      h("summary", {}, "Schemas"),
      h("ul", {}, ...schemas.map(([name]) => h("li", {}, h("a", { href: `#schema-${name}` }, name)))),
    ),
  );

const tagContents = (name: string, operations: Tagged[]): ComponentChildren =>
  h(
    "details",
    {},
    h("summary", {}, name),
    h(
      "ul",
      {},
      ...operations
        .filter(({ tag }) => tag === name)
        .map(({ operationId, summary }) => h("li", {}, h("a", { href: `#${operationId}` }, summary))),
    ),
  );
