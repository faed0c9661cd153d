// What is wrong with something that was given, by field: one shape for requests and for the catalogue's document.
import type * as z from "zod";

export interface Issue {
  /** Members and indices, joined by dots; empty for the whole. */
  path: string;
  message: string;
}

/** The issues of a failed check, below a path; an unknown field is named as the path of its own issue. */
export function issuesOf(error: z.ZodError, below: readonly PropertyKey[] = []): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = [...below, ...issue.path].map(String);
    if (issue.code !== "unrecognized_keys") return [{ path: path.join("."), message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key].join("."), message: "Unknown field." }));
  });
}
