// Named points at which tests crash, delay or look. Nothing in production sets one.

export type HookPoint =
  | "beforeClaim"
  | "afterClaim"
  | "afterCommit"
  | "beforeProjection"
  | "afterProjection"
  | "beforeSend"
  | "afterSend"
  | "beforeHandOver"
  | "beforeMerchantCall"
  | "afterMerchantCall"
  | "afterTake"
  | "beforePost"
  | "afterPost"
  | "beforeReport"
  | "beforeStepReport"
  | "beforeWake";

export const hooks: Partial<Record<HookPoint, (about: string) => void | Promise<void>>> = {};

/** Passes a named point; `about` is the id of whatever is at hand. */
export async function pass(point: HookPoint, about: string): Promise<void> {
  await hooks[point]?.(about);
}
