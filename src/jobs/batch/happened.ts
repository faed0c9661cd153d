// Whether what a row orders was done after a doubt although the record does not show it any more, because somebody has
// changed it since. The answer under the row's key is the record as it is now, so it is the history that tells.
import * as z from "zod";
import { OPERATION_OF } from "../../connectors/capabilities";
import { iso } from "../../shared/clock";
import { patiently } from "../answered";
import type { StepContext } from "../kind";
import { actionOf, idOf, type Cells, type Command } from "./command";

const History = z.object({
  events: z.array(
    z.object({
      date: z.string(),
      actor: z.object({ side: z.string() }),
      from: z.string().nullable(),
      to: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  operations: z.array(z.object({ date: z.string(), operation: z.string(), outcome: z.string() })),
});
type Event = z.infer<typeof History>["events"][number];

const OPERATIONS: Readonly<Record<string, string>> = {
  CANCEL: OPERATION_OF.cancel,
  REVOKE: OPERATION_OF.revoke,
  SUSPEND: OPERATION_OF.suspend,
  RESUME: OPERATION_OF.resume,
  UPDATE: OPERATION_OF.update,
};

/** Null where the history cannot be had. */
export async function hasHappened(
  context: StepContext,
  cells: Cells,
  command: Pick<Command, "reached">,
): Promise<boolean | null> {
  const path = `/v1/entitlement/history/${encodeURIComponent(idOf(cells))}`;
  const { body } = await patiently(context, () => context.call("GET", path, undefined, null));
  const { data: history } = History.safeParse(body);
  if (history === undefined) return null;
  const action = actionOf(cells);
  const isDoubt = ({ operation, outcome }: { operation: string; outcome: string }): boolean =>
    operation === OPERATIONS[action] && outcome === "unknown";
  const since = history.operations.findLast(isDoubt)?.date ?? iso(context.job.created);
  return history.events.some((event) => event.date >= since && shows(action, command, event));
}

/** A doubt is ended by the platform, an operator or the merchant; what the reseller does is another order. */
function shows(action: string, { reached }: Pick<Command, "reached">, event: Event): boolean {
  const { actor, from, to, reason } = event;
  if (actor.side === "RESELLER") return false;
  return action === "UPDATE" ? reason === "PRODUCT_UPDATE" : from !== to && reached({ status: to });
}
