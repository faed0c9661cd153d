// Applying a document: compile, plan, refuse what must not happen, write. Planning alone is the same without the write,
// so that a plan never promises what the application would refuse for another reason.
import { insideRanges } from "../shared/ipRange";
import type { Issue } from "../shared/issues";
import type { Json } from "../shared/json";
import { compile } from "./compile";
import type { Document } from "./document";
import { differences, shownChange, withLive, type Change, type Plan, type Planned } from "./plan";
import { SECTIONS } from "./relations";
import { currentOf, readStored, type Stored, type Version } from "./stored";
import { write, type Writing } from "./write";

/** The operator who makes the call: a change must not take away what it was made with. */
export interface Operator {
  organisation: string;
  credentialId: string;
  ip: string | null;
}

export interface Application {
  document: Document;
  operator: Operator;
  reason: string;
  force: boolean;
  dryRun: boolean;
  /** The revisions that the caller will have changed; null for any. */
  ifMatch: number[] | null;
}

export type Applied =
  | { kind: "done"; revision: number; changes: Change[]; unchanged: number }
  | { kind: "invalid"; issues: Issue[] }
  | { kind: "mismatch"; revision: number }
  | { kind: "strands"; issues: Issue[] }
  | { kind: "locksOut"; issues: Issue[] };

type Parts = Pick<Env, "DB" | "CATALOGUE" | "CATALOGUE_KEY" | "ALLOW_LOOPBACK_TARGETS">;

export async function apply(env: Parts, application: Application): Promise<Applied> {
  const { document, operator, force, dryRun, ifMatch } = application;
  const stored = await readStored(env.CATALOGUE);
  const { revision } = stored.catalogue;
  if (ifMatch !== null && !ifMatch.includes(revision)) return { kind: "mismatch", revision };
  const compiled = await compile(env, stored, document);
  if (compiled.kind === "invalid") return compiled;
  const plan = await withLive(env, differences(stored, compiled.wanted));
  const lockedOut = plan.changes.filter((change) => locksOut(change, operator));
  if (lockedOut.length > 0) return { kind: "locksOut", issues: lockedOut.map(lockOutIssue) };
  const done = { kind: "done" as const, changes: plan.changes.map(shownChange), unchanged: plan.unchanged };
  if (dryRun) return { ...done, revision };
  const stranding = plan.changes.filter(({ strands }) => strands);
  if (stranding.length > 0 && !force) return { kind: "strands", issues: stranding.map(strandIssue) };
  if (plan.changes.length === 0) return { ...done, revision };
  const writing = writingOf(stored, plan, compiled.wanted.versions, application);
  if (await write(env, revision, writing)) return { ...done, revision: revision + 1 };
  return { kind: "mismatch", revision: revision + 1 };
}

function writingOf(
  stored: Stored,
  { changes }: Plan,
  wanted: readonly Version[],
  { operator, reason, force }: Application,
): Writing {
  const merchants = changes.flatMap(({ before, after }) =>
    [
      before?.kind === "merchant" ? currentOf(before.item, stored.versions) : undefined,
      after?.kind === "merchant" ? currentOf(after.item, wanted) : undefined,
    ].flatMap((version) => (version?.created === null ? [version] : [])),
  );
  return {
    put: changes.flatMap(({ after }) => (after === null ? [] : [after])),
    remove: changes.flatMap(({ before, after }) => (after === null && before !== null ? [before] : [])),
    versions: merchants,
    audit: {
      actor: operator.organisation,
      action: "catalogue.apply",
      subject: `catalogue revision ${stored.catalogue.revision + 1}`,
      reason,
      detail: { credential: operator.credentialId, force, changes: detailOf(changes) },
    },
  };
}

/** A row of the database holds 2 MB; of a change larger than this the fields are left out. */
const MOST_DETAIL_CHARACTERS = 500_000;

function detailOf(changes: readonly Planned[]): Json {
  const full = changes.map(shownChange).map(({ fields, ...change }) => ({
    ...change,
    fields: fields.map((field) => ({ ...field })),
  }));
  if (JSON.stringify(full).length <= MOST_DETAIL_CHARACTERS) return full;
  return full.map((change) => ({ ...change, fields: [] }));
}

/** Whether the operator could not undo the change with the credential that made it. */
function locksOut({ before, after }: Planned, { credentialId, ip }: Operator): boolean {
  if (before?.kind !== "credential" || before.item.id !== credentialId) return false;
  if (after?.kind !== "credential" || after.item.revoked || after.item.party !== "OPERATOR") return true;
  return after.item.ipRanges !== null && !insideRanges(ip, after.item.ipRanges);
}

const lockOutIssue = ({ key }: Change): Issue => ({
  path: SECTIONS.credential,
  message: `credential ${key} makes this call.`,
});

const strandIssue = ({ action, kind, key, liveEntitlements: live }: Change): Issue => ({
  path: SECTIONS[kind],
  message:
    action === "remove"
      ? `${kind} ${key} has ${counted(live)}.`
      : `${kind} ${key} has ${counted(live)} that know it by another type of connector.`,
});

const counted = (live: number): string => `${live} live ${live === 1 ? "entitlement" : "entitlements"}`;
