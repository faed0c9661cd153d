// Payloads with what stands beside them: every answer is flat.
import * as z from "zod";
import { Success } from "./envelope";
import { nextCursor } from "./fields";

/** A success with a payload flat beside the code. */
export const success = <P extends z.ZodType>(payload: P) => z.intersection(Success, payload);

/** A success with a list. */
export const list = <I extends z.ZodType>(name: string, item: I) =>
  success(z.object({ [name]: z.array(item) }));

/** A success with one page of a list. */
export const page = <I extends z.ZodType>(name: string, item: I) =>
  success(z.object({ [name]: z.array(item), nextCursor }));
