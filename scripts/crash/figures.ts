// What a run comes to in numbers.
import type { Evidence } from "./check/finding.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Power } from "./power.ts";
import type { Rest } from "./quiet.ts";

export type Figures = Record<string, number | string>;

export function figuresOf(evidence: Evidence, power: Power, rest: Rest, endpoints: Endpoint[]): Figures {
  const commands = evidence.sales.flatMap((sale) => sale.commands);
  const events = [...evidence.feeds.values()].flat();
  const accepted = new Map<string, number>();
  for (const { id, accepted: ok, at } of evidence.arrivals) if (ok && !accepted.has(id)) accepted.set(id, at);
  const delays = events
    .flatMap(({ notificationId, notificationDate }) => {
      const at = notificationId === null ? undefined : accepted.get(notificationId);
      return at === undefined ? [] : [at - Date.parse(notificationDate)];
    })
    .toSorted((a, b) => a - b);
  const arrived = new Set(evidence.arrivals.map(({ id }) => id)).size;
  const count = (outcome: string): number => commands.filter((one) => one.outcome === outcome).length;
  return {
    kills: power.kills,
    "endpoint restarts": endpoints.reduce((sum, { downs }) => sum + downs, 0),
    commands: commands.length,
    acknowledged: count("done"),
    refused: count("refused"),
    "never answered": commands.filter(({ reply, effect }) => reply === null && effect !== "sign-up").length,
    "sent again": commands.reduce((sum, { tries }) => sum + Math.max(tries - 1, 0), 0),
    entitlements: evidence.seen.size,
    versions: events.length,
    notifications: arrived,
    "duplicate arrivals": evidence.arrivals.length - arrived,
    "median delay": `${((delays[Math.floor(delays.length / 2)] ?? 0) / 1000).toFixed(2)} s`,
    "maximum delay": `${((delays.at(-1) ?? 0) / 1000).toFixed(1)} s`,
    "settled by the operator": rest.settled,
    "quiet after": `${(rest.tookMs / 1000).toFixed(0)} s`,
  };
}
