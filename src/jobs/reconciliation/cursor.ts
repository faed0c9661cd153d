// Where a reconciliation stands: six phases, one after the other, each with its own place in it.
import * as z from "zod";

export const Cursor = z.discriminatedUnion("phase", [
  /** The book's rows are checked and sorted into partitions; null: from the beginning. */
  z.object({
    phase: z.literal("book"),
    from: z.object({ at: z.number(), row: z.number(), columns: z.array(z.string()).nullable() }).nullable(),
  }),
  /** So are our own, reseller by reseller and home by home. */
  z.object({
    phase: z.literal("ours"),
    home: z.number(),
    /** The reseller under way; null: from the first. */
    seller: z.string().nullable(),
    after: z.object({ created: z.number(), id: z.string() }).nullable(),
    /** Rows so far. */
    walked: z.number(),
  }),
  /** Partition by partition the two are joined. */
  z.object({ phase: z.literal("join"), partition: z.number() }),
  /** What met nothing by the merchant's id is joined by ours, partition by partition. */
  z.object({ phase: z.literal("left"), partition: z.number() }),
  /** What the join found to differ is looked at: in which part it stands, and how far that has been read. */
  z.object({ phase: z.literal("look"), part: z.number(), at: z.number() }),
  /** What was written on the way is deleted. */
  z.object({ phase: z.literal("clear") }),
]);
export type Cursor = z.infer<typeof Cursor>;
export type At<Phase extends Cursor["phase"]> = Extract<Cursor, { phase: Phase }>;
