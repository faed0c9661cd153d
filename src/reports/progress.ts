// How far the reports of a reseller have come, and who is writing them now. One object, only ever replaced by whoever
// read its last version, so two runs cannot both believe that they are the one.
import { clock } from "../shared/clock";
import { progressKey } from "./keys";
import type { Positions } from "./log";
import type { Frequency } from "./period";
import type { Scope } from "./scope";

export interface Progress {
  /** The last day whose files and books are complete. */
  day: number;
  /** What of the log is in them. */
  through: Positions;
  /** The day that is being written: what of it is done, and what of the log goes in. */
  doing: { day: number; through: Positions; frequency: Frequency; behind: string } | null;
}

interface Stored extends Progress {
  /** Nobody else writes before this, epoch milliseconds; 0 where nobody does. */
  leasedUntil: number;
}

/** Longer than the platform lets a cron run live. */
const LEASE_MS = 20 * 60_000;

/** The progress, and the version of the object that it is from; null for none yet. */
export async function readProgress(
  files: R2Bucket,
  scope: Scope,
): Promise<{ progress: Progress | null; etag: string | null; isLeased: boolean }> {
  const object = await files.get(await progressKey(scope));
  if (object === null) return { progress: null, etag: null, isLeased: false };
  const { leasedUntil, ...progress } = await object.json<Stored>();
  return { progress, etag: object.etag, isLeased: leasedUntil > clock.now() };
}

/** Somebody else has written meanwhile. */
export class Superseded extends Error {}

export interface Lease {
  /** Keeps the progress, and the lease. Throws `Superseded`. */
  keep: (progress: Progress) => Promise<void>;
  /** Keeps it and lets others go on. Throws `Superseded`. */
  release: (progress: Progress) => Promise<void>;
}

/** The right to write what was read as `etag`; `Superseded` shows with the first `keep`. */
export function leaseOf(files: R2Bucket, scope: Scope, etag: string | null): Lease {
  let version = etag;
  const put = async (progress: Progress, leasedUntil: number): Promise<void> => {
    const condition = version === null ? { etagDoesNotMatch: "*" } : { etagMatches: version };
    const stored = await files.put(await progressKey(scope), JSON.stringify({ ...progress, leasedUntil }), {
      onlyIf: condition,
      httpMetadata: { contentType: "application/json" },
    });
    if (stored === null) throw new Superseded("somebody else writes the reports");
    version = stored.etag;
  };
  return {
    keep: (progress) => put(progress, clock.now() + LEASE_MS),
    release: (progress) => put(progress, 0),
  };
}
