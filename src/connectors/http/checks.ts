// What the fields of a definition have to do with each other: checked when the catalogue takes it in.
import type * as z from "zod";
import type { MerchantOperation } from "../contract";
import type { HttpDefinition, Operation } from "./definition";
import { operationsOf } from "./describe";
import { problemOfUrl } from "./url";

/** Operations that can send the customer to a page. */
const USER_STEP: readonly MerchantOperation[] = ["create", "update", "activationInfo", "status"];

type Complain = (path: (string | number)[], message: string) => void;

/** Adds an issue for everything that does not fit together. */
export function checkDefinition(definition: HttpDefinition, context: z.RefinementCtx): void {
  const complain: Complain = (path, message) => context.addIssue({ code: "custom", path, message });
  checkAuthorization(definition, definition.headers, ["headers"], complain);
  for (const [name, operation] of operationsOf(definition)) {
    const path = ["operations", name];
    checkAuthorization(definition, operation.headers, [...path, "headers"], complain);
    checkRules(name, operation, path, complain);
    if (sends(operation)) checkRequest(definition, operation, path, complain);
    else checkSilence(operation, path, complain);
  }
}

/** Whether an operation asks the merchant at all. */
export const sends = ({ method, url }: Operation): boolean => method !== undefined || url !== undefined;

function checkRequest(
  { baseUrl }: HttpDefinition,
  { url = "", method, body }: Operation,
  path: string[],
  complain: Complain,
): void {
  const problem = problemOfUrl(url, baseUrl);
  if (problem !== null) complain([...path, "url"], problem);
  if (method === "GET" && body !== undefined) complain([...path, "body"], "A GET request has no body.");
}

/** Nothing is sent, so nothing can be said about a request or a status. */
function checkSilence(operation: Operation, path: string[], complain: Complain): void {
  for (const field of ["body", "answer", "idempotent"] as const)
    if (operation[field] !== undefined)
      complain([...path, field], "Nothing is sent without a url or a method, so this means nothing.");
  if (Object.keys(operation.headers).length > 0)
    complain([...path, "headers"], "Nothing is sent without a url or a method, so this means nothing.");
  operation.responses.forEach(({ status }, index) => {
    if (status !== undefined)
      complain([...path, "responses", index, "status"], "Nothing is sent, so there is no status.");
  });
}

function checkRules(
  name: MerchantOperation,
  { responses }: Operation,
  path: string[],
  complain: Complain,
): void {
  if (USER_STEP.includes(name)) return;
  responses.forEach(({ outcome }, index) => {
    if (outcome === "actionRequired")
      complain([...path, "responses", index, "outcome"], `${name} cannot send the customer to a page.`);
  });
}

function checkAuthorization(
  { authentication }: HttpDefinition,
  headers: Record<string, string>,
  path: string[],
  complain: Complain,
): void {
  if (authentication.type === "none") return;
  const taken = authentication.type === "apiKey" ? authentication.header : "Authorization";
  for (const name of Object.keys(headers))
    if (name.toLowerCase() === taken.toLowerCase())
      complain([...path, name], "This header is set by authentication.");
}
