// After an endpoint was resumed: everything it holds looks again, in the pace of the ramp. Walked in pages, one message
// each, over what the query store knows to be held; what it does not know looks again by itself.
import { KNOWN_FOR_MS } from "../callbacks/gate";
import type { WakeMessage } from "../callbacks/message";
import { wakeAt } from "../callbacks/ramp";
import { entitlementStub } from "../entitlement/locate";
import { heldPage } from "../projection/endpoints";
import { clock } from "../shared/clock";
import { HOMES } from "../shared/homes";
import { errorText, log } from "../shared/log";

/** One call each, well below what one invocation may make. */
const PAGE = 100;

/** Isolates that still know the endpoint as paused would hold again what wakes before this. */
const FIRST_AFTER_MS = KNOWN_FOR_MS + 1_000;

/** Begins the walk, in every home. */
export async function wakeAll(env: Env, endpointId: string): Promise<void> {
  const from = clock.now() + FIRST_AFTER_MS;
  for (const [home] of HOMES.entries())
    await env.OPERATIONS.send({ format: 1, kind: "wake", endpointId, home, after: "", from, place: 0 });
}

/** One page; true to acknowledge the message, false to have it again when the query store is back. */
export async function wakePage(env: Env, message: WakeMessage): Promise<boolean> {
  const { endpointId, home, after, from, place } = message;
  try {
    const ids = await heldPage(env, home, endpointId, after, PAGE);
    const woken = await Promise.allSettled(
      ids.map((id, at) => entitlementStub(env, id).wakeHeld(wakeAt(from, place + at))),
    );
    const failed = woken.filter(({ status }) => status === "rejected").length;
    log("endpoint.woken", { endpointId, woken: ids.length, failed, place });
    const last = ids.at(-1);
    if (last !== undefined && ids.length === PAGE)
      await env.OPERATIONS.send({ ...message, after: last, place: place + ids.length });
    return true;
  } catch (error) {
    log("endpoint.wake_failed", { endpointId, error: errorText(error) });
    return false;
  }
}
