// The part of the table of contents that exists in the sandbox only.
import { by, type Route } from "./route";
import { moveClock, readClock } from "./sandboxClock";
import * as schema from "./sandboxSchemas";

const reseller = by("RESELLER");

export const SANDBOX_ROUTES: readonly Route[] = [
  reseller("POST", "/v1/sandbox/clock", "Move an entitlement, or all of a customer, forward in time", {
    body: schema.ClockBody,
    handler: moveClock,
  }),
  reseller("GET", "/v1/sandbox/clock", "Where a test clock stands", {
    query: schema.ClockQuery,
    handler: readClock,
  }),
];
