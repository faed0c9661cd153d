// The turn in which an object takes over what another system had: a place at the customer, one write, and the query store.
// No merchant is asked. Unlike a create it answers only when the query store has it, or is away: whoever brings thousands
// is slowed down to what that store takes, and finds there what was brought before.
import type { Asking } from "./machine/begin";
import { creationOf, imported, isEnded, standingIssues, type Imported } from "./machine/imported";
import type { Claims } from "./claims";
import type { Core } from "./core";
import type { Issue } from "../shared/issues";
import type { State } from "./state";

export type ImportAnswer =
  /** It is here now, or was brought by this very row before. */
  | { kind: "imported" }
  /** The same was brought by another job. */
  | { kind: "known" }
  /** A dry run: it could be. */
  | { kind: "possible" }
  /** Something else is here under this key; of which row, where it is of this job. */
  | { kind: "taken"; row: number | null }
  | { kind: "limit"; entitlementId: string }
  | { kind: "invalid"; issues: Issue[] }
  /** The same row is being brought at this moment. */
  | { kind: "busy" };

/** How it is brought. */
export interface Bringing extends Pick<Asking, "actor" | "now"> {
  dryRun: boolean;
  notify: boolean;
}

/** All imports of one object meet here. */
const IMPORT = "import";

/** Takes it over once, whoever asks how often. */
export async function bring(
  core: Core,
  claims: Claims,
  given: Imported,
  how: Bringing,
): Promise<ImportAnswer> {
  const { head } = core.journal;
  if (head !== null) return here(core, head.state, given);
  if (claims.waiting(IMPORT) !== undefined) return { kind: "busy" };
  const issues = standingIssues(given, how.now);
  if (issues.length > 0) return { kind: "invalid", issues };
  return claims.during(IMPORT, given.createHash, () => brought(core, claims, given, how));
}

/** What stays is told apart by where it came from: the same row again is the same thing. */
async function here(core: Core, state: State, given: Imported): Promise<ImportAnswer> {
  const { createHash, imported: from } = state;
  const same = createHash === given.createHash;
  if (from?.jobId === given.imported.jobId) {
    if (from.row !== given.imported.row || !same) return { kind: "taken", row: from.row };
    await core.projected();
    return { kind: "imported" };
  }
  return from !== undefined && same ? { kind: "known" } : { kind: "taken", row: null };
}

async function brought(
  core: Core,
  claims: Claims,
  given: Imported,
  { actor, now, dryRun, notify }: Bringing,
): Promise<ImportAnswer> {
  const { customerIdentifier, platformUserId, sharedCustomerId, status } = given;
  const claimant = { ...given, dateCreated: creationOf(given, now) };
  const bringing = { platformUserId, sharedCustomerId, ended: isEnded(status) };
  const claimed = await claims.claim(claimant, customerIdentifier, null, dryRun, bringing);
  if (claimed.kind !== "claimed") return { kind: "limit", entitlementId: claimed.entitlementId };
  if (dryRun) return { kind: "possible" };
  core.apply(imported(given, claimed, { actor, now, notify }), now);
  core.finish(now);
  await core.projected();
  return { kind: "imported" };
}
