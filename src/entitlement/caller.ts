// Who calls, and whether this entitlement is any of their business.
import type { Actor, Environment, State } from "./state";

/** An organisation in an environment; an operator's environment is null and covers both. */
export interface Caller extends Actor {
  environment: Environment | null;
}

/** Somebody else's record looks exactly like none. */
export function maySee(state: State, caller: Caller): boolean {
  if (caller.environment !== null && caller.environment !== state.environment) return false;
  if (caller.side === "OPERATOR") return true;
  return caller.name === (caller.side === "MERCHANT" ? state.merchantAccountKey : state.resellerKey);
}
