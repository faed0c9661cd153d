// A row that passed every check goes to its object, which decides; many objects at a time, one customer's rows in their order.
import { entitlementStub } from "../../entitlement/locate";
import type { Bringing, ImportAnswer } from "../../entitlement/importing";
import type { Imported } from "../../entitlement/machine/imported";
import { clock } from "../../shared/clock";
import { invalid } from "./check";
import type { Whose } from "./identity";
import { refused, type Outcome, type Problem } from "./problem";
import { sameKey, type Marked } from "./rivals";

/** A row that another worker brings at this moment is looked at again; longer than this nobody takes. */
const BUSY_PAUSE_MS = 500;
const BUSY_LOOKS = 10;

export interface Carrying {
  env: Env;
  jobId: string;
  whose: Whose;
  how: Omit<Bringing, "now">;
}

/** What became of each; throws what is to be tried again, with everything that was done before harmless. */
export async function bringAll(carrying: Carrying, rows: readonly Marked[]): Promise<Outcome[]> {
  const queues = new Map<string, Marked[]>();
  for (const row of rows) {
    const name = row.marks.place ?? `row ${row.row}`;
    queues.set(name, [...(queues.get(name) ?? []), row]);
  }
  const outcomes = await Promise.all(
    [...queues.values()].map(async (queue) => {
      const done: Outcome[] = [];
      for (const row of queue) done.push(await bring(carrying, row));
      return done;
    }),
  );
  return outcomes.flat();
}

async function bring(carrying: Carrying, candidate: Marked): Promise<Outcome> {
  const { row, identity, record, taken } = candidate;
  const { entitlementId } = identity;
  const limit = candidate.sale.terms.limitPerCustomer;
  if (carrying.how.dryRun && taken >= limit) return refused(row, full(limit));
  const answer = await asked(carrying, importedOf(carrying, candidate));
  switch (answer.kind) {
    case "imported":
    case "known":
    case "possible": {
      const source = {
        entitlementId: record.entitlementId,
        externalEntitlementId: record.externalEntitlementId,
      };
      return { row, kind: answer.kind, entitlementId, source };
    }
    case "limit":
      return refused(row, full(limit, answer.entitlementId));
    case "invalid":
      return refused(row, ...answer.issues.map(invalid));
    case "taken": {
      const { field } = identity;
      const message =
        answer.row === null ? "It was imported before, and said something else." : sameKey(answer.row, field);
      return refused(row, { field, reason: "ALREADY_EXISTS", message, entitlementId });
    }
    case "busy":
      throw new Error(`row ${row} is being imported by somebody else`);
  }
}

async function asked({ env, how }: Carrying, given: Imported): Promise<ImportAnswer> {
  const object = entitlementStub(env, given.entitlementId);
  for (let look = 1; ; look++) {
    const answer: ImportAnswer = await object.bring(given, { ...how, now: clock.now() });
    if (answer.kind !== "busy" || look === BUSY_LOOKS) return answer;
    await scheduler.wait(BUSY_PAUSE_MS);
  }
}

const full = (limit: number, entitlementId?: string): Problem => ({
  field: "customerIdentifier",
  reason: "CUSTOMER_LIMIT_REACHED",
  message: `The customer already holds the maximum number of entitlements (${limit}) at this merchant.`,
  ...(entitlementId !== undefined && { entitlementId }),
});

/** A dry run leaves the places that earlier rows will take to them. */
function importedOf(
  { jobId, whose, how }: Carrying,
  { row, record, identity, sale, taken }: Marked,
): Imported {
  const { entitlementId: _, ...given } = record;
  const { product, terms } = sale;
  const limitPerCustomer = how.dryRun ? terms.limitPerCustomer - taken : terms.limitPerCustomer;
  return {
    ...given,
    environment: whose.environment,
    resellerKey: whose.resellerKey,
    entitlementId: identity.entitlementId,
    entitlementDisplayName: product.productName,
    terms: { ...terms, limitPerCustomer },
    createHash: identity.hash,
    imported: { jobId, row },
  };
}
