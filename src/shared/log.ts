// One wide JSON line per request, delivery attempt and merchant call. Ids, decisions and durations only:
// callers never hand over a secret, a customer identifier or a body.

type Field = string | number | boolean | null | undefined;

/** Writes one line; `event` is `noun.verb_past`. */
export function log(event: string, fields: Record<string, Field>): void {
  console.log(JSON.stringify({ event, at: new Date().toISOString(), ...fields }));
}

/** An error by its name and message; stacks stay out of what is stored. */
export const errorText = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : "unknown error";
