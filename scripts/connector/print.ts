// An explanation for people: the request, the answer, and what was made of it.
import { part, plain, quiet } from "../demo/print.ts";
import type { Explanation } from "./service.ts";

export function print({ request, response, outcome, rule }: Explanation): void {
  part("Request");
  if (request === null) plain("  none");
  else {
    plain(`  ${request.method} ${request.url}`);
    message(request.headers, request.body);
  }
  if (response !== null) {
    part(`Answer (${response.durationMs} ms)`);
    plain(`  ${response.status}`);
    message(response.headers, response.body);
  }
  part("Understood as");
  if (outcome === null) quiet("  nothing: it was not sent (--send --reason TEXT sends it)");
  else {
    const by = rule === null ? "" : ` by rule ${rule}`;
    plain(`  ${outcome.kind}${by}`);
    for (const [name, value] of Object.entries(outcome))
      if (name !== "kind" && value !== null) plain(`  ${name}: ${said(value)}`);
  }
}

function message(headers: Record<string, string>, body: string | null): void {
  for (const [name, value] of Object.entries(headers)) quiet(`  ${name}: ${value}`);
  if (body) plain(`\n${indented(readable(body))}`);
}

/** JSON in lines of its own; anything else as it is. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

const indented = (text: string): string => text.replace(/^/gm, "  ");
const said = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
