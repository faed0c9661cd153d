// What the audit has about a deed, read as an operator reads it.
import { expect } from "vitest";
import { call, OPERATOR } from "./api";

export interface Entry {
  id: number;
  date: string;
  actor: string;
  action: string;
  subject: string;
  reason: string;
  detail: Record<string, unknown>;
}

/** A page of the audit, newest first. */
export async function audit(query = ""): Promise<{ entries: Entry[]; nextCursor: string | null }> {
  const { status, body } = await call("GET", `/admin/v1/audit${query}`, { as: OPERATOR });
  expect(status).toBe(200);
  return body as never;
}

/** The entries of one action about one subject, newest first. */
export const entriesOf = async (action: string, subject: string): Promise<Entry[]> =>
  (await audit("?limit=100")).entries.filter((entry) => entry.action === action && entry.subject === subject);
