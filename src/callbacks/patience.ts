// How long anybody waits for a post of somebody else's. A batch of the queue is over when its handler is, and the next one
// may wait for that; so a post that takes longer than healthy ones do goes on by itself.
//
// What it leads to is unchanged: the message is acknowledged in any case, and the object hears of the result, or of
// none before the lease ends. Needs the compatibility flag `queue_consumer_no_wait_for_wait_until`.

/** Healthy endpoints answer well below this. */
export const PATIENCE_MS = 1_000;

/** What a message came to, or true when it takes too long to be waited for. */
export function patiently(
  ctx: Pick<ExecutionContext, "waitUntil">,
  handled: Promise<boolean>,
): Promise<boolean> {
  ctx.waitUntil(handled);
  return Promise.race([handled, scheduler.wait(PATIENCE_MS).then(() => true)]);
}
