// Every safeguard there is. `npm run safeguards` shows that each is needed; docs/reliability.md is the table.
import { ALARMS } from "./alarms.ts";
import { CALLS } from "./calls.ts";
import { CLAIMS } from "./claims.ts";
import { DELIVERIES } from "./deliveries.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { REPLAYS } from "./replays.ts";
import { SHIPPING } from "./shipping.ts";
import type { Safeguard } from "./safeguard.ts";

export const SAFEGUARDS: readonly Safeguard[] = [
  ...SHIPPING,
  ...ALARMS,
  ...DELIVERIES,
  ...ENDPOINTS,
  ...REPLAYS,
  ...CALLS,
  ...CLAIMS,
];
