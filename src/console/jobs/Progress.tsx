// How far a job is: a bar, and the same in words.
import type { JobView } from "../../jobs/view";
import { Badge } from "../components/Badge";
import { STATE_WORDS } from "./words";

/** The state of a job in a word. */
export function StateBadge({ job }: { job: JobView }) {
  const [tone, words] = STATE_WORDS[job.state];
  return <Badge tone={tone}>{job.cancelling ? "Ends after this step" : words}</Badge>;
}

export const Progress = ({ job: { jobId, percent, counts } }: { job: JobView }) => (
  <>
    <progress max={100} value={percent} aria-label={`Progress of ${jobId}`}>
      {percent} %
    </progress>
    <p class="quiet">
      {percent} %
      {counts.rows !== null &&
        `, ${counts.read.toLocaleString("en")} of ${counts.rows.toLocaleString("en")} rows`}
    </p>
  </>
);
