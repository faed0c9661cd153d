// The operator's routes about credentials: listed without secrets, made and rotated with a secret that is shown once.
import type * as z from "zod";
import type { Credential } from "../catalogue/schema";
import {
  createCredential,
  liveSecrets,
  revokeCredential,
  rotateCredential,
  type CredentialAnswer,
} from "../onboarding/credentials";
import { readStored } from "../onboarding/stored";
import { madeWith } from "./authenticate";
import { invalid } from "./body";
import { operatorOf } from "./catalogue";
import type { Context } from "./context";
import { success } from "./envelope";
import { Failure } from "./reasons";
import type { CredentialBody, RevokeBody, RotateBody } from "./operatorSchemas";

/** GET /admin/v1/credential */
export async function listCredentials({ env }: Context): Promise<Response> {
  const { catalogue } = await readStored(env.CATALOGUE);
  const credentials = catalogue.all("credential").sort((a, b) => (a.id < b.id ? -1 : 1));
  return success({ credentials: credentials.map(shown) });
}

/** POST /admin/v1/credential */
export async function create(context: Context<z.infer<typeof CredentialBody>>): Promise<Response> {
  const { id = null, party, organisation, environment = null, ipRanges = null, reason } = context.body;
  const given = { id, party, organisation, environment, ipRanges };
  return answered(await createCredential(context.env, operatorOf(context), given, reason));
}

/** POST /admin/v1/credential/rotate/{credentialId} */
export async function rotate(context: Context<z.infer<typeof RotateBody>>): Promise<Response> {
  const { reason, keepPrevious } = context.body;
  const id = context.params["credentialId"] ?? "";
  return answered(await rotateCredential(context.env, operatorOf(context), id, keepPrevious, reason));
}

/** POST /admin/v1/credential/revoke/{credentialId} */
export async function revoke(context: Context<z.infer<typeof RevokeBody>>): Promise<Response> {
  const { reason, only = null } = context.body;
  const id = context.params["credentialId"] ?? "";
  if (only === "PREVIOUS" && (await callsWithPrevious(context, id))) throw lockOut();
  return answered(await revokeCredential(context.env, operatorOf(context), id, only, reason));
}

/** Whether the call is made with the very secret that it would end. */
async function callsWithPrevious({ env, credentialId, request }: Context, id: string): Promise<boolean> {
  if (id !== credentialId) return false;
  const { catalogue } = await readStored(env.CATALOGUE);
  return madeWith(request, catalogue.get("credential", id)?.secrets.slice(1) ?? []);
}

function answered(answer: CredentialAnswer): Response {
  switch (answer.kind) {
    case "done":
      return success({
        ...shown(answer.credential),
        ...(answer.secret !== null && { secret: answer.secret }),
      });
    case "unknown":
      throw new Failure("UNKNOWN_CREDENTIAL", "There is no such credential.");
    case "exists":
      throw new Failure(
        "ALREADY_EXISTS",
        "There is a credential with this id. Rotate it, or choose another id.",
      );
    case "revoked":
      throw new Failure("INCOMPATIBLE_STATE", "The credential is revoked. Create a new one.");
    case "locksOut":
      throw lockOut();
    case "invalid":
      throw invalid(answer.issues);
  }
}

const lockOut = (): Failure =>
  new Failure("WOULD_LOCK_OUT", "This would end the credential that makes the call. Use another one.");

/** What may be known of a credential. */
const shown = (credential: Credential) => ({
  id: credential.id,
  party: credential.party,
  organisation: credential.organisation,
  environment: credential.environment,
  ipRanges: credential.ipRanges,
  revoked: credential.revoked,
  liveSecrets: liveSecrets(credential),
});
