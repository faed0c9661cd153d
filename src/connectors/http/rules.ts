// From an answer to one of the contract's five outcomes: the first rule that matches says which, and its mappings fill
// it in. An answer that no rule describes, or that a rule describes wrongly, leaves the outcome unknown with the reason.
import { Outcome } from "../contract";
import type { Operation, Rule } from "./definition";
import { evaluate } from "./expression";
import { mapped } from "./mapping";
import { decode, formatOf } from "./payload";
import { Unreadable } from "./problem";
import type { Received } from "./send";
import type { Values } from "./values";

/** How an answer was understood; `rule` counts from 0. */
export interface Understood {
  outcome: Outcome;
  rule: number | null;
}

/** What rules see; `status` is null where nothing was asked. */
interface Seen {
  status: number | null;
  headers: Record<string, string>;
  body: unknown;
  request: Values;
}

/** The outcome of an operation; `received` is null for one that is answered without asking the merchant. */
export async function understand(
  operation: Operation,
  received: Received | null,
  request: Values,
): Promise<Understood> {
  let rule: number | null = null;
  try {
    const seen: Seen = {
      status: received?.status ?? null,
      headers: received?.headers ?? {},
      body: received && bodyOf(operation, received),
      request,
    };
    rule = await matching(operation.responses, seen);
    return { outcome: await outcomeOf(operation.responses[rule], seen), rule };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const detail = rule === null ? error.message : `rule ${rule}: ${error.message}`;
    return { outcome: unreadable(received?.status ?? null, detail), rule };
  }
}

function unreadable(status: number | null, detail: string): Outcome {
  const cause = status !== null && status >= 500 ? "SERVER_ERROR" : "UNREADABLE";
  return { kind: "unknown", cause, status, detail: detail.slice(0, 300) };
}

/** A redirect's body is for browsers, and is not looked at. */
function bodyOf({ answer, format }: Operation, { status, headers, bytes, complete }: Received): unknown {
  if (status >= 300 && status < 400) return null;
  if (!complete) throw new Unreadable(`the answer (status ${status}) is larger than ${bytes.length} bytes`);
  try {
    return decode(answer ?? formatOf(headers["content-type"] ?? null) ?? format, bytes);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Unreadable(`the answer (status ${status}) ${error.message}`);
  }
}

/** The first rule that matches. */
async function matching(rules: Rule[], seen: Seen): Promise<number> {
  for (const [index, rule] of rules.entries()) {
    if (!suits(rule.status, seen.status)) continue;
    if (rule.when === undefined) return index;
    const evaluation = await evaluate(rule.when, seen);
    if (!evaluation.ok) throw new Unreadable(`rule ${index}: when: ${evaluation.problem}`);
    if (isTrue(evaluation.value)) return index;
  }
  throw new Unreadable(unmatched(seen.status));
}

function unmatched(status: number | null): string {
  if (status === null) return "no rule matches";
  const redirect = status >= 300 && status < 400;
  return redirect
    ? `the answer is a redirect (status ${status}), which is never followed`
    : `no rule matches the answer (status ${status})`;
}

/** Redirects and server errors only match rules that name them: neither says what became of the request. */
function suits(wanted: Rule["status"], status: number | null): boolean {
  if (wanted === undefined) return status === null || status < 300 || (status >= 400 && status < 500);
  return [wanted].flat().some((one) => one === status || one === `${Math.floor((status ?? 0) / 100)}xx`);
}

/** As JSONata's `$boolean`: empty and zero are false, a list is true where a member is. */
function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isTrue);
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

async function outcomeOf(rule: Rule | undefined, seen: Seen): Promise<Outcome> {
  if (rule === undefined) throw new Error("a rule matched that does not exist");
  if (rule.outcome === "unknown") throw new Unreadable("says that the outcome is unknown");
  const { status } = seen;
  const outcome = Outcome.safeParse({
    kind: rule.outcome,
    ...(rule.outcome === "rejected" && { reason: rule.reason, status }),
    ...(await mapped(rule, seen)),
  });
  if (outcome.success) return outcome.data;
  const [issue] = outcome.error.issues;
  throw new Unreadable(`${issue?.path.join(".")}: ${issue?.message}`);
}
