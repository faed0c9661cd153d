// The door of what exists in the sandbox only.
import type { Context } from "./context";
import { Failure } from "./reasons";

/** Refuses a live credential; `what` is what it asked for. */
export function inSandbox({ caller }: Pick<Context, "caller">, what: string): void {
  if (caller.environment === "sandbox") return;
  throw new Failure(
    "SANDBOX_ONLY",
    `${what} exists in the sandbox only; this is a ${caller.environment} credential.`,
  );
}
