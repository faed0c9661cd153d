// Credentials by themselves: made, rotated and revoked without a file. A secret is shown once, when it is made, and kept
// only as a hash.
import type { Credential } from "../catalogue/schema";
import { hashSecret } from "../catalogue/secrets";
import type { Issue } from "../shared/issues";
import type { Operator } from "./apply";
import { environmentIssue } from "./compileOthers";
import type { Stored } from "./stored";
import { newToken, randomText } from "./token";
import { change, type Writing } from "./write";

export type CredentialAnswer =
  | { kind: "done"; credential: Credential; secret: string | null }
  | { kind: "unknown" }
  | { kind: "exists" }
  | { kind: "revoked" }
  | { kind: "locksOut" }
  | { kind: "invalid"; issues: Issue[] };

type Catalogue = Pick<Env, "CATALOGUE" | "CATALOGUE_KEY">;

export interface NewCredential {
  /** Null: one is made from the organisation's name. */
  id: string | null;
  party: Credential["party"];
  organisation: string;
  environment: Credential["environment"];
  ipRanges: string[] | null;
}

/** At most two live secrets: the newest and the one before. */
const MOST_LIVE = 2;

export async function createCredential(
  env: Catalogue,
  operator: Operator,
  given: NewCredential,
  reason: string,
): Promise<CredentialAnswer> {
  const { party, organisation, environment, ipRanges } = given;
  const id = given.id ?? `${organisation.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-${randomText(6)}`;
  const secret = newToken(party === "OPERATOR" ? "operator" : (environment ?? "sandbox"));
  const hashed = await hashSecret(secret);
  return change(env, async (stored) => {
    if (stored.catalogue.get("credential", id) !== null) return refused({ kind: "exists" });
    const issues = [...environmentIssue(given, ""), ...organisationIssue(stored, given)];
    if (issues.length > 0) return refused({ kind: "invalid", issues });
    const item = { id, party, organisation, environment, secrets: [hashed], ipRanges, revoked: false };
    return written(operator, "create", item, secret, reason);
  });
}

/** A new secret, newest first; the one before stays live unless told otherwise. */
export async function rotateCredential(
  env: Catalogue,
  operator: Operator,
  id: string,
  keepPrevious: boolean,
  reason: string,
): Promise<CredentialAnswer> {
  return change(env, async (stored) => {
    const before = stored.catalogue.get("credential", id);
    if (before === null) return refused({ kind: "unknown" });
    if (before.revoked) return refused({ kind: "revoked" });
    const secret = newToken(before.party === "OPERATOR" ? "operator" : (before.environment ?? "sandbox"));
    const previous = keepPrevious ? before.secrets : [];
    const secrets = [await hashSecret(secret), ...previous].slice(0, MOST_LIVE);
    return written(operator, "rotate", { ...before, secrets }, secret, reason);
  });
}

/** Ends the whole credential, or just its older secret; what has ended already stays as it is. */
export async function revokeCredential(
  env: Catalogue,
  operator: Operator,
  id: string,
  only: "PREVIOUS" | null,
  reason: string,
): Promise<CredentialAnswer> {
  return change(env, async (stored) => {
    const before = stored.catalogue.get("credential", id);
    if (before === null) return refused({ kind: "unknown" });
    if (only === null && id === operator.credentialId) return refused({ kind: "locksOut" });
    const after =
      only === null ? { ...before, revoked: true } : { ...before, secrets: before.secrets.slice(0, 1) };
    const same = after.revoked === before.revoked && after.secrets.length === before.secrets.length;
    if (same) return refused({ kind: "done", credential: before, secret: null });
    return written(operator, "revoke", after, null, reason);
  });
}

interface Decision {
  writing: Writing | null;
  result: CredentialAnswer;
}

const refused = (result: CredentialAnswer): Decision => ({ writing: null, result });

function written(
  { organisation: actor, credentialId }: Operator,
  verb: string,
  credential: Credential,
  secret: string | null,
  reason: string,
): Decision {
  const { id, party, organisation, environment, ipRanges } = credential;
  const live = liveSecrets(credential);
  const detail = { credential: credentialId, party, organisation, environment, ipRanges, liveSecrets: live };
  const audit = { actor, action: `credential.${verb}`, subject: `credential ${id}`, reason, detail };
  const put = [{ kind: "credential" as const, item: credential }];
  return {
    writing: { put, remove: [], versions: [], audit },
    result: { kind: "done", credential, secret },
  };
}

export const liveSecrets = ({ revoked, secrets }: Credential): number => (revoked ? 0 : secrets.length);

function organisationIssue(
  { catalogue }: Stored,
  { party, organisation, environment }: NewCredential,
): Issue[] {
  if (party === "OPERATOR" || environment === null) return [];
  const kind = party === "RESELLER" ? "reseller" : "merchant";
  if (catalogue.get(kind, environment, organisation) !== null) return [];
  return [{ path: "organisation", message: `There is no ${kind} ${environment}/${organisation}.` }];
}
