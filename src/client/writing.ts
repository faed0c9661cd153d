// How calls are put together, for the clients of both sides.
import type { WriteOptions } from "./input";
import type { Sending } from "./send";

/** Segments of a path. */
export const at = (...parts: string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part)}`).join("");

/** A write: its key is the same for every try of this call. */
export function writing(
  method: Sending["method"],
  path: string,
  body: unknown,
  { idempotencyKey, ifMatch, dryRun }: WriteOptions & { dryRun?: boolean } = {},
): Sending {
  const tag = typeof ifMatch === "number" ? `"${ifMatch}"` : ifMatch;
  return {
    method,
    path,
    query: dryRun ? { dryRun } : {},
    body,
    idempotencyKey: dryRun ? null : (idempotencyKey ?? crypto.randomUUID()),
    headers: tag === undefined ? {} : { "If-Match": tag },
  };
}
