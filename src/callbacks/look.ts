// What is held asks whether it may come before it comes: the question is the consumer's own, in the same isolate's memory,
// but without a message, a dispatch that has to be written, and a hold that has to be written again.
//
// It is told for a dispatch that does not exist yet. Where the answer is a probe, the dispatch takes that very id, and
// the endpoint knows it again. Whatever goes wrong here, the ordinary way decides.
import { errorText, log } from "../shared/log";
import { before, type Hold } from "./gate";
import { recipientOf } from "./recipient";

type LookEnv = Pick<Env, "CATALOGUE" | "ENDPOINT">;

export interface Look {
  environment: string;
  resellerKey: string;
  /** Null: the reseller's default. */
  url: string | null;
  /** Of the dispatch that follows if it may come. */
  dispatchId: string;
}

/** When to look again, or null where a dispatch may be tried now. Never throws. */
export async function look(env: LookEnv, { dispatchId, ...to }: Look): Promise<Hold | null> {
  try {
    const { environment, resellerKey } = to;
    // Only a default has to be looked up, and mostly this isolate has it.
    const url = to.url ?? (await recipientOf(env, null, to)).url;
    const permit = await before(env, { environment, resellerKey, url, dispatchId, again: true });
    return permit.kind === "held" ? permit : null;
  } catch (error) {
    log("endpoint.unseen", { resellerKey: to.resellerKey, error: errorText(error) });
    return null;
  }
}
