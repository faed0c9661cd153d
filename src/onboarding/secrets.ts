// Secrets on their way in: what is the same as before stays as it is stored, so that a file applied twice changes
// nothing; what is new is sealed, or hashed where it is one of ours.
import { hashSecret, matchesSecret, type SecretHash } from "../catalogue/secrets";
import { seal, unseal } from "../catalogue/seal";
import { SEALED } from "../catalogue/schema";

/** The text to store for a secret of theirs. One that is stored in clear counts as different, so that it gets sealed. */
export async function sealedAs(
  worker: string,
  owner: string,
  stored: string | undefined,
  clear: string,
): Promise<string> {
  const same = stored !== undefined && SEALED.test(stored) && (await opens(worker, owner, stored, clear));
  return same ? stored : seal(worker, owner, clear);
}

/** One that was sealed with another key, or for another owner, opens nothing: it is replaced. */
async function opens(worker: string, owner: string, stored: string, clear: string): Promise<boolean> {
  try {
    return (await unseal(worker, owner, stored)) === clear;
  } catch {
    return false;
  }
}

/** The hash to store for a secret of ours. */
export async function hashedAs(stored: readonly SecretHash[], clear: string): Promise<SecretHash> {
  for (const known of stored) if (await matchesSecret(clear, [known])) return known;
  return hashSecret(clear);
}
