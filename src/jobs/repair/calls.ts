// The calls that a reconciliation suggested, as they lie in its result: read file by file, those of one entitlement together
// and in their order.
import * as z from "zod";

const Suggested = z.object({
  row: z.number().nullable(),
  entitlementId: z.string(),
  result: z.string(),
  method: z.enum(["POST", "PATCH"]),
  path: z.string(),
  ifMatch: z.string().optional(),
  body: z.record(z.string(), z.json()),
  why: z.string(),
});

/** One call, with its number among all of the reconciliation's: what its idempotency key is made of. */
export type SuggestedCall = z.infer<typeof Suggested> & { number: number };

/** The calls about one entitlement; they lead from one to the next. */
export type Group = [SuggestedCall, ...SuggestedCall[]];

/** The groups in a file, and how many calls they are; `before` is the number of calls in the files before it. */
export async function groupsIn(
  files: R2Bucket,
  key: string,
  before: number,
): Promise<{ groups: Group[]; calls: number }> {
  const object = await files.get(key);
  if (object === null) throw new Error(`${key} is gone`);
  const lines = (await object.text()).trimEnd().split("\n");
  const groups: Group[] = [];
  for (const [at, line] of lines.entries()) {
    const call = { ...Suggested.parse(JSON.parse(line)), number: before + at + 1 };
    const last = groups.at(-1);
    if (last?.[0].entitlementId === call.entitlementId && last[0].row === call.row) last.push(call);
    else groups.push([call]);
  }
  return { groups, calls: lines.length };
}
