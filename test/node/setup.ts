// Runs before each file of tests from outside: every answer of the API that a test hears is held against the API's
// document, whichever helper made the request.
import { afterEach, expect } from "vitest";
import { operationFor } from "../support/openapi/document";
import { violationsOf } from "../support/openapi/exchange";

const violations: string[] = [];
const underway = new Set<Promise<void>>();
const plainFetch = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const { url, method, body } = await sentBy(input, init);
  const response = await plainFetch(input, init);
  const { hostname, pathname, search } = new URL(url);
  if (hostname !== "127.0.0.1" || operationFor(method, pathname) === null) return response;
  const check = held({ method, path: pathname + search, body }, response.clone());
  underway.add(check);
  void check.finally(() => underway.delete(check));
  return response;
};

/** What is sent, read before it is: a body can be read once. */
async function sentBy(input: Parameters<typeof fetch>[0], init: RequestInit | undefined) {
  if (input instanceof Request)
    return { url: input.url, method: input.method, body: await input.clone().text() };
  const body = typeof init?.body === "string" ? init.body : null;
  return { url: String(input), method: init?.method ?? "GET", body };
}

/** An answer that breaks off on the way says nothing; tests that kill servers see to that themselves. */
async function held(sent: Parameters<typeof violationsOf>[0], answer: Response): Promise<void> {
  const text = await answer.text().catch(() => null);
  if (text === null) return;
  violations.push(...violationsOf(sent, { status: answer.status, headers: answer.headers, text }));
}

afterEach(async () => {
  await Promise.all(underway);
  expect(violations.splice(0)).toEqual([]);
});
