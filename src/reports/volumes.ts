// Which objects of the archive there are. Lists begin with the newest, and end where nothing older can matter.
import { volumeFrom, type Volume } from "./archiveKey";
import { archiveFolder } from "./keys";
import { DAY_MS } from "./period";
import type { Scope } from "./scope";

/** What a reader wants of a home's log: events of versions from a time on, and all behind a position. */
export interface Since {
  date: number;
  position: number;
}

/** No version is older than its arrival by a clock that is more wrong than this. */
const CLOCKS_DIFFER_MS = DAY_MS;

const beyond = ({ added, last }: Volume, { date, position }: Since): boolean =>
  last > position || added >= date - CLOCKS_DIFFER_MS;

/** The objects of a home that may hold such events, in the order of positions; two may overlap. */
export async function volumesSince(
  files: R2Bucket,
  scope: Scope,
  home: number,
  since: Since,
): Promise<Volume[]> {
  const prefix = await archiveFolder(scope, home);
  const volumes: Volume[] = [];
  let cursor: string | undefined;
  do {
    const page = await files.list({ prefix, ...(cursor !== undefined && { cursor }) });
    const found = page.objects.flatMap(({ key }) => volumeFrom(key) ?? []);
    volumes.push(...found);
    const oldest = found.at(-1);
    cursor = page.truncated && oldest && beyond(oldest, since) ? page.cursor : undefined;
  } while (cursor !== undefined);
  return volumes
    .filter(({ last, maxDate }) => last > since.position || maxDate >= since.date)
    .sort((a, b) => a.first - b.first || a.last - b.last);
}

/** The newest position that the archive of a home has; 0 where it is empty. */
export async function lastArchived(files: R2Bucket, scope: Scope, home: number): Promise<number> {
  const { objects } = await files.list({ prefix: await archiveFolder(scope, home), limit: 100 });
  return Math.max(0, ...objects.map(({ key }) => volumeFrom(key)?.last ?? 0));
}
