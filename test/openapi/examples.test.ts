// Every operation of the document has examples, and each is a request that works: it is sent to the Worker as it stands,
// with the ids of what is there, and the answer is held against the document.
import { describe, expect, it } from "vitest";
import type { Party } from "../../src/api/authenticate";
import { ROUTES, type RouteName } from "../../src/api/routes";
import { OPEN } from "../../src/openapi/open";
import type { Example } from "../../src/openapi/operation";
import { OPERATIONS as SAID } from "../../src/openapi/operations";
import { inbox } from "../receiver";
import { call, MUSIC, OPERATOR, TELCO, type Options } from "../support/api";
import { OPERATIONS } from "../support/openapi/document";
import { SITUATIONS, type Values } from "../support/openapi/situations";

const WHO: Record<Party, string> = { RESELLER: TELCO, MERCHANT: MUSIC, OPERATOR };

const rows = [
  ...ROUTES.map(({ method, path, party }) => ({
    party: party as Party | null,
    operation: SAID[`${method} ${path}` as RouteName],
  })),
  ...OPEN.map(({ operation }) => ({ party: null, operation })),
];

/** A path with the values of the document's examples, or those that there are. */
function pathOf(operationId: string, values: Values): string {
  const operation = OPERATIONS.find((one) => one.operationId === operationId);
  if (operation === undefined) throw new Error(`${operationId} is not in the document`);
  return operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const example = operation.parameters.find((one) => one.name === name)?.example;
    return encodeURIComponent(values[name] ?? String(example));
  });
}

/** Members at the top whose name is one of the values. */
const replaced = (given: object, values: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, values[name] ?? value]));

function requestOf(example: Example, values: Values, as: string | null): Options {
  const { headers, body, text } = example;
  const options = { as, headers: { ...headers, ...(text !== undefined && { "Content-Type": "text/csv" }) } };
  if (text !== undefined) return { ...options, raw: text };
  return body === undefined ? options : { ...options, body: replaced(Object(body), values) };
}

describe.each(rows.map((row) => [row.operation.operationId, row] as const))(
  "%s",
  (_, { party, operation }) => {
    it.each(operation.examples.map((example) => [example.summary, example] as const))(
      "%s",
      async (__, example) => {
        const prepared = example.given && (await SITUATIONS[example.given](party ?? "RESELLER"));
        const { url } = inbox();
        const values: Values = { notificationUrl: url, url, ...prepared };
        const query = new URLSearchParams(replaced(example.query ?? {}, values) as Record<string, string>);
        const path = `${pathOf(operation.operationId, values)}${query.size === 0 ? "" : `?${query}`}`;
        const method = OPERATIONS.find((one) => one.operationId === operation.operationId)?.method ?? "";
        const { status, body } = await call(method, path, requestOf(example, values, party && WHO[party]));
        expect(status, JSON.stringify(body)).toBe(example.status);
      },
    );
  },
);

it("the document has every route, and nothing else", () => {
  const documented = OPERATIONS.map(({ operationId }) => operationId);
  expect(documented.toSorted()).toEqual(rows.map(({ operation }) => operation.operationId).sort());
  expect(new Set(documented).size).toBe(documented.length);
  expect(Object.keys(SAID).sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});
