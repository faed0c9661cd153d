// Audit entries for what an operator has done beside the catalogue. They are written afterwards: the deed is done, so
// an entry that cannot be written is logged and does not make a failure of it.
import { auditStatement, tellSink } from "../onboarding/audit";
import type { Json } from "../shared/json";
import { errorText, log } from "../shared/log";
import type { Context } from "./context";

export interface Deed {
  /** `subject.verb`, for example `voucher.load`. */
  action: string;
  subject: string;
  reason: string;
  /** Without secrets and customers. */
  detail: { [member: string]: Json };
}

export async function audited({ env, caller, credentialId }: Context, deed: Deed): Promise<void> {
  const { action, subject } = deed;
  const entry = { ...deed, actor: caller.name, detail: { credential: credentialId, ...deed.detail } };
  try {
    await auditStatement(env.CATALOGUE, entry).run();
  } catch (error) {
    log("audit.failed", { action, subject, error: errorText(error) });
  }
  await tellSink(env, entry);
}
