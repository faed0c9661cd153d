// When an import gives up: a file that is wrong from one end to the other is not worth importing half of.

export interface Limits {
  /** Of all rows, once enough were seen to tell. */
  maxErrorPercent: number;
  maxErrorsInRow: number;
}

/** Kept from step to step. */
export type Tally = {
  rows: number;
  errors: number;
  /** Rows with errors at the end, without a good one between. */
  inRow: number;
};

export const NOTHING_SEEN: Tally = { rows: 0, errors: 0, inRow: 0 };

/** Before so many rows a share says nothing. */
const ENOUGH_ROWS = 100;

export const tallied = ({ rows, errors, inRow }: Tally, isError: boolean): Tally => ({
  rows: rows + 1,
  errors: errors + Number(isError),
  inRow: isError ? inRow + 1 : 0,
});

/** Why to stop here, in words for the owner, or null. */
export function exceeded({ rows, errors, inRow }: Tally, limits: Limits): string | null {
  const { maxErrorPercent, maxErrorsInRow } = limits;
  if (inRow >= maxErrorsInRow)
    return `Stopped: each of the ${inRow} rows up to row ${rows} had errors (maxErrorsInRow).`;
  const share = (errors / rows) * 100;
  if (rows < ENOUGH_ROWS || share <= maxErrorPercent) return null;
  return `Stopped: of the first ${rows} rows ${errors} had errors, more than ${maxErrorPercent} % (maxErrorPercent).`;
}
