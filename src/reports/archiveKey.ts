// The name of an object of the archive says what is in it: positions decide whether it is read at all, so that nothing
// has to be kept in step with the objects. Names count down, so the newest events stand first in a list.

/** What lies in one object: a range of positions, of the versions' dates, and when the last came into the feed. */
export interface Volume {
  key: string;
  first: number;
  last: number;
  minDate: number;
  maxDate: number;
  added: number;
}

const HIGHEST = 999_999_999_999_999;
const WIDTH = String(HIGHEST).length;

export function volumeKey(folder: string, volume: Omit<Volume, "key">): string {
  const { first, last, minDate, maxDate, added } = volume;
  const place = String(HIGHEST - first).padStart(WIDTH, "0");
  return `${folder}${place}.${first}-${last}.${minDate}_${maxDate}.${added}.ndjson`;
}

const NAME = /\.(\d+)-(\d+)\.(-?\d+)_(-?\d+)\.(\d+)\.ndjson$/;

/** What a name says, or null where it is none of the archive's. */
export function volumeFrom(key: string): Volume | null {
  const parts = NAME.exec(key)?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [first = 0, last = 0, minDate = 0, maxDate = 0, added = 0] = parts;
  return { key, first, last, minDate, maxDate, added };
}
