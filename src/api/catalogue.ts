// The operator's side of the catalogue: the document, the versions of connectors, the audit.
import * as z from "zod";
import { apply, type Applied, type Operator } from "../onboarding/apply";
import { listAudit } from "../onboarding/audit";
import { exported } from "../onboarding/export";
import { readStored } from "../onboarding/stored";
import { listVersions, rollBack } from "../onboarding/versions";
import { decodeCursor, encodeCursor } from "../projection/cursor";
import type { Issue } from "../shared/issues";
import { invalid } from "./body";
import { matchesEtag, versionsOf, type Context } from "./context";
import { success } from "./envelope";
import { Failure, type Reason } from "./reasons";
import type { AuditQuery, CatalogueBody, ConnectorQuery, RollbackBody } from "./operatorSchemas";

/** Who makes the call, as far as a change of the catalogue has to know. */
export const operatorOf = ({ caller, credentialId, request }: Context): Operator => ({
  organisation: caller.name,
  credentialId,
  ip: request.headers.get("CF-Connecting-IP"),
});

const etagOf = (revision: number): string => `"${revision}"`;

/** GET /admin/v1/catalogue */
export async function getCatalogue({ env, request }: Context): Promise<Response> {
  const stored = await readStored(env.CATALOGUE);
  const { revision } = stored.catalogue;
  const headers = { ETag: etagOf(revision) };
  if (matchesEtag(request.headers.get("If-None-Match"), headers.ETag))
    return new Response(null, { status: 304, headers });
  return success({ revision, catalogue: exported(stored) }, headers);
}

/** PUT /admin/v1/catalogue */
export async function putCatalogue(
  context: Context<z.infer<typeof CatalogueBody>, { dryRun?: "true" | "false" | undefined }>,
): Promise<Response> {
  const { env, body, query, request } = context;
  const { catalogue: document, reason, force } = body;
  const dryRun = query.dryRun === "true";
  if (reason === undefined && !dryRun)
    throw invalid([{ path: "reason", message: "Required: it is recorded." }]);
  const applied = await apply(env, {
    document,
    operator: operatorOf(context),
    reason: reason ?? "",
    force,
    dryRun,
    ifMatch: versionsOf(request.headers.get("If-Match")),
  });
  if (applied.kind !== "done") throw refusalOf(applied);
  const { revision, changes, unchanged } = applied;
  return success({ revision, dryRun, changes, unchanged }, { ETag: etagOf(revision) });
}

function refusalOf(applied: Exclude<Applied, { kind: "done" }>): Failure {
  switch (applied.kind) {
    case "invalid":
      return invalid(applied.issues.map(inBody));
    case "mismatch":
      return new Failure(
        "VERSION_MISMATCH",
        `The catalogue is at revision ${applied.revision}: somebody has changed it. Plan again.`,
      );
    case "strands":
      return refused(
        "WOULD_STRAND",
        "This would strand entitlements. Send force: true if that is meant.",
        applied.issues.map(inBody),
      );
    case "locksOut":
      return refused(
        "WOULD_LOCK_OUT",
        "This would end the credential that makes the call. Use another one.",
        applied.issues.map(inBody),
      );
  }
}

const inBody = ({ path, message }: Issue): Issue => ({ path: `catalogue.${path}`, message });

const refused = (reason: Reason, message: string, issues: Issue[]): Failure =>
  new Failure(reason, message, { issues });

const unknownMerchant = (): Failure => new Failure("UNKNOWN_MERCHANT", "There is no such merchant.");

/** GET /admin/v1/connector */
export async function getConnector({
  env,
  query,
}: Context<unknown, z.infer<typeof ConnectorQuery>>): Promise<Response> {
  const versions = await listVersions(env, query);
  if (versions === null) throw unknownMerchant();
  return success({ ...query, versions });
}

/** POST /admin/v1/connector/rollback */
export async function rollbackConnector(context: Context<z.infer<typeof RollbackBody>>): Promise<Response> {
  const { environment, merchantAccountKey, version, reason } = context.body;
  const name = { environment, merchantAccountKey };
  const answer = await rollBack(context.env, operatorOf(context), name, version, reason);
  switch (answer.kind) {
    case "done":
      return success({ ...name, versions: answer.versions });
    case "unknown":
      throw unknownMerchant();
    case "invalid":
      throw invalid(answer.issues);
    case "strands":
      throw refused(
        "WOULD_STRAND",
        "This would strand entitlements. Apply a document with force: true if that is meant.",
        answer.issues,
      );
  }
}

const AuditPosition = z.strictObject({ before: z.number().int() });

/** GET /admin/v1/audit */
export async function getAudit({
  env,
  query,
}: Context<unknown, z.infer<typeof AuditQuery>>): Promise<Response> {
  const after = query.after === undefined ? null : decodeCursor(query.after, AuditPosition);
  if (query.after !== undefined && after === null)
    throw refused("INVALID_CURSOR", "after: not a cursor of the audit.", [
      { path: "after", message: "Not a cursor of the audit." },
    ]);
  const { entries, next } = await listAudit(env.CATALOGUE, after?.before ?? null, query.limit);
  return success({ entries, nextCursor: next === null ? null : encodeCursor({ before: next }) });
}
