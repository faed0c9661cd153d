// Extension data: an object of scalars, the same for resellers, merchants and routes.
import * as z from "zod";

export const ScalarRecord = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type ScalarRecord = z.infer<typeof ScalarRecord>;
