// One wide JSON line per request, delivery attempt and merchant call. Ids, decisions and durations only:
// callers never hand over a secret, a customer identifier or a body.

type Field = string | number | boolean | null | undefined;

/** Writes one line; `event` is `noun.verb_past`. */
export function log(event: string, fields: Record<string, Field>): void {
  console.log(JSON.stringify({ event, at: new Date().toISOString(), ...fields }));
}

/** An error by its name and message; stacks stay out of what is stored, and so does the text that a parser quotes. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const { name, message } = error;
  const said =
    error instanceof SyntaxError ? (/at position \d+/.exec(message)?.[0] ?? "unreadable") : message;
  return `${name}: ${said}`.slice(0, 300);
}
