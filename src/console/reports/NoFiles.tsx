// Where the files would be listed: when the first ones come, or how to see the others.
import { DAY_MS, dayOf } from "../../reports/period";
import { clock, iso } from "../../shared/clock";
import { Empty } from "../components/Empty";
import { Time } from "../components/Time";

/** Files of a day are written by the hourly look at minute 17, once ten minutes past midnight have gone by. */
const AFTER_MIDNIGHT_MS = 17 * 60_000;

/** When files are written next. */
export function nextFiles(now: number): number {
  const today = dayOf(now) + AFTER_MIDNIGHT_MS;
  return now < today ? today : today + DAY_MS;
}

/** `all` leads to the files without the filter; null where there is none. */
export const NoFiles = ({ all }: { all: string | null }) =>
  all === null ? (
    <Empty title="No files yet">
      <p>
        The files of a day are written after its end, from the day of the first sale on. The next are due{" "}
        <Time date={iso(nextFiles(clock.now()))} />. What has happened until now can be downloaded above.
      </p>
    </Empty>
  ) : (
    <Empty title="There is no such file">
      <p>
        None is like what you asked for. <a href={all}>Show all files</a>
      </p>
    </Empty>
  );
