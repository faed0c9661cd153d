// What travels on the queue of jobs: that a dispatch of a job waits to be taken. No content; the object is the schedule.
import * as z from "zod";

export const StepMessage = z.looseObject({
  format: z.literal(1),
  kind: z.literal("step"),
  jobId: z.string(),
  dispatch: z.number(),
});
export type StepMessage = Readonly<z.infer<typeof StepMessage>>;
