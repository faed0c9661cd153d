// What is asked of jobs. Beside these fields a query of a new job has the options of its kind, which has their schema.
import * as z from "zod";
import { STATES } from "../jobs/state";
import { text } from "../shared/text";
import { key } from "./schemas";

const ENVIRONMENTS = ["sandbox", "live"] as const;

/** Whose a job is, where an operator asks: a reseller's, a merchant's, or (neither) the operator's own. */
const subject = {
  environment: z.enum(ENVIRONMENTS).optional(),
  resellerKey: key.optional(),
  merchantAccountKey: key.optional(),
};

interface Subject {
  environment?: string | undefined;
  resellerKey?: string | undefined;
  merchantAccountKey?: string | undefined;
}

const isOne = ({ environment, resellerKey, merchantAccountKey }: Subject): boolean =>
  [resellerKey, merchantAccountKey].filter((one) => one !== undefined).length ===
  (environment === undefined ? 0 : 1);
const NOT_ONE = {
  path: ["environment"],
  error: "Name environment and one of resellerKey and merchantAccountKey together.",
};

const start = { kind: text(50), dryRun: z.enum(["true", "false"]).optional() };

export const StartQuery = z.looseObject(start);
export const OperatorStartQuery = z
  .looseObject({ ...start, ...subject, reason: text(1000) })
  .refine(isOne, NOT_ONE);

const list = {
  kind: text(50).optional(),
  state: z.enum(STATES).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  cursor: z.string().max(2000).optional(),
};

export const JobsQuery = z.strictObject(list);
export const OperatorJobsQuery = z.strictObject({ ...list, ...subject }).refine(isOne, NOT_ONE);
