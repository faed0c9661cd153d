// The beginning of a job, whoever asks for it: an id, a fingerprint, the object. Where the file comes from and who may ask is
// the caller's business.
import { keyedId, randomId } from "../entitlement/id";
import { clock } from "../shared/clock";
import { DEFAULT_HOME } from "../shared/homes";
import { canonical, type Json } from "../shared/json";
import { sha256 } from "../shared/hash";
import type { JobKind, Owner, Starter, Upload } from "./kind";
import { jobStub, type Begun } from "./locate";

/** The id of a new job; with an idempotency key always the same, so that repetitions meet in one object. */
export const newJobId = (
  { ID_KEY }: Pick<Env, "ID_KEY">,
  { party, name }: Starter,
  { environment }: Owner,
  key: string | null,
): Promise<string> =>
  key === null
    ? Promise.resolve(randomId(DEFAULT_HOME))
    : keyedId(DEFAULT_HOME, ID_KEY, "job", JSON.stringify([party, name, environment]), key);

/** What is asked for. */
export interface Order {
  kind: JobKind;
  owner: Owner;
  by: Starter;
  options: Json;
  dryRun: boolean;
  /** Why, where an operator asks. */
  reason: string | null;
}

/** What makes two orders with one key the same: what is asked, and the file. */
export const orderHash = ({ kind, owner, options, dryRun }: Order, digest: string): Promise<string> =>
  sha256(canonical([kind.name, { ...owner }, options, dryRun, digest], false));

/** Begins a job; `file` and its digest are null and empty where the kind takes none. */
export async function beginJob(
  env: Env,
  id: string,
  order: Order,
  file: Upload | null,
  digest: string,
): Promise<Begun> {
  const { kind, owner, by, options, dryRun, reason } = order;
  const hash = await orderHash(order, digest);
  const job = {
    id,
    kind: kind.name,
    owner,
    by,
    options,
    dryRun,
    reason,
    hash,
    upload: file,
    ...(kind.forgets && { forgets: kind.forgets }),
    created: clock.now(),
  };
  return jobStub(env, id).begin(job);
}
