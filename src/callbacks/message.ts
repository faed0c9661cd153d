// What travels on the queues: ids and a format number, nothing personal. The object is the schedule; a message
// only says that somebody should come and take what is due.
import * as z from "zod";
import { pass } from "../shared/hooks";

export const CallbackMessage = z.looseObject({
  format: z.literal(1),
  kind: z.literal("notification"),
  entitlementId: z.string(),
  notificationId: z.string(),
  dispatchId: z.string(),
  /** Tries of the schedule made before. */
  attempt: z.number(),
  /** It was tried, held or stepped aside before: it travels with the retries; absent in messages of release 0.1.0. */
  again: z.boolean().optional(),
});
export type CallbackMessage = Readonly<z.infer<typeof CallbackMessage>>;

export const OperationMessage = z.looseObject({
  format: z.literal(1),
  kind: z.literal("operation"),
  entitlementId: z.string(),
  requestId: z.string(),
  epoch: z.number(),
});
export type OperationMessage = Readonly<z.infer<typeof OperationMessage>>;

/** A walk over what a resumed endpoint holds: one page, then the next message. */
export const WakeMessage = z.looseObject({
  format: z.literal(1),
  kind: z.literal("wake"),
  endpointId: z.string(),
  home: z.number(),
  /** The entitlement after which the page begins. */
  after: z.string(),
  /** When the first of all wakes, and how many come before this page. */
  from: z.number(),
  place: z.number(),
});
export type WakeMessage = Readonly<z.infer<typeof WakeMessage>>;

type Queues = Pick<Env, "CALLBACKS" | "CALLBACK_RETRIES">;

/** First attempts and retries travel apart, so that dead endpoints do not hold up living ones. */
export async function sendCallback(env: Queues, message: CallbackMessage): Promise<void> {
  await pass("beforeSend", message.entitlementId);
  const again = message.again ?? message.attempt > 0;
  await (again ? env.CALLBACK_RETRIES : env.CALLBACKS).send(message);
  await pass("afterSend", message.entitlementId);
}

export async function sendOperation(env: Pick<Env, "OPERATIONS">, message: OperationMessage): Promise<void> {
  await pass("beforeHandOver", message.entitlementId);
  await env.OPERATIONS.send(message);
}
