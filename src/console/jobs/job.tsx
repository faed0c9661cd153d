// GET /console/jobs/{jobId}: one job with its counts and its files; and its end before its time.
import { kindOf } from "../../jobs/registry";
import type { JobView } from "../../jobs/view";
import { ask, type Refused } from "../ask";
import { partyOf } from "../care/record";
import { Empty } from "../components/Empty";
import { Facts } from "../components/Facts";
import { Form, TextArea } from "../components/Form";
import { Notice } from "../components/Notice";
import { RefusalNotice } from "../components/RefusalNotice";
import { Table } from "../components/Table";
import { Time } from "../components/Time";
import { errorView } from "../errors";
import { seeOther, type Shown, type SignedIn } from "../page";
import { sizeWords } from "../reports/size";
import { Progress, StateBadge } from "./Progress";
import { PATH, rootOf, titleOf } from "./words";

const pathOf = (visit: SignedIn): string =>
  `${rootOf(visit)}/${encodeURIComponent(visit.params["jobId"] ?? "")}`;

export const jobPage = (visit: SignedIn): Promise<Shown> => shownWith(visit, null);

/** POST /console/jobs/{jobId}/cancel */
export async function cancelJob(visit: SignedIn): Promise<Shown> {
  const isOperator = partyOf(visit) === "OPERATOR";
  const body = isOperator ? { reason: (visit.form.get("reason") ?? "").trim() } : {};
  const reply = await ask<JobView>(visit, "POST", `${pathOf(visit)}/cancel`, { body });
  return reply.ok ? seeOther(`${PATH}/${reply.body.jobId}`) : shownWith(visit, reply.refused);
}

async function shownWith(visit: SignedIn, refused: Refused | null): Promise<Shown> {
  const reply = await ask<JobView>(visit, "GET", pathOf(visit));
  if (!reply.ok) return errorView(reply.refused);
  const job = reply.body;
  const isUnderWay = job.dateEnded === null;
  return {
    title: titleOf(job.kind),
    trail: [{ label: "Jobs", href: PATH }],
    under: PATH,
    status: refused?.status ?? 200,
    body: (
      <>
        {refused !== null && <RefusalNotice refused={refused} />}
        {job.message !== null && (
          <Notice tone="problem" title="This job has failed">
            <p>{job.message}</p>
          </Notice>
        )}
        <Summary job={job} />
        <Outcomes job={job} />
        <Results job={job} />
        <FollowUp visit={visit} job={job} />
        {isUnderWay && !job.cancelling && <Cancel visit={visit} job={job} refused={refused} />}
      </>
    ),
  };
}

function Summary({ job }: { job: JobView }) {
  const options = Object.entries(job.options ?? {}).map(([name, value]) => `${name}: ${String(value)}`);
  const { file } = job;
  return (
    <section class="card" aria-labelledby="summary">
      <h2 id="summary">
        <StateBadge job={job} />
      </h2>
      <Progress job={job} />
      <Facts
        facts={[
          ["Job", <code>{job.jobId}</code>],
          ["Reseller", job.resellerKey],
          ["Merchant", job.merchantAccountKey],
          ["Environment", job.environment],
          ["Started by", `${job.startedBy.name} (${job.startedBy.party.toLowerCase()})`],
          ["Why", job.reason],
          ["Effect", job.dryRun ? "none: it is a try" : null],
          ["Options", options.join(", ")],
          ["File", file && `${sizeWords(file.bytes)}, ${file.rows.toLocaleString("en")} rows`],
          ["Accepted", <Time date={job.dateCreated} />],
          ["Started", job.dateStarted && <Time date={job.dateStarted} />],
          ["Ended", job.dateEnded && <Time date={job.dateEnded} />],
          ["Deleted", <Time date={job.expires} />],
        ]}
      />
      {job.dateEnded === null && (
        <p>
          <a class="button" href={`${PATH}/${job.jobId}`}>
            Look again
          </a>
        </p>
      )}
    </section>
  );
}

function Outcomes({ job: { counts } }: { job: JobView }) {
  const outcomes = Object.entries(counts.outcomes).sort(([, a], [, b]) => b - a);
  if (outcomes.length === 0) return null;
  const columns = [{ label: "What came of it" }, { label: "How many", numeric: true }];
  const rows = outcomes.map(([word, count]) => ({ id: word, cells: [word, count.toLocaleString("en")] }));
  return (
    <section class="card" aria-labelledby="outcomes">
      <h2 id="outcomes">What came of it</h2>
      <Table caption="What came of it" columns={columns} rows={rows} />
    </section>
  );
}

function Results({ job }: { job: JobView }) {
  const columns = [{ label: "File" }, { label: "What is in it" }, { label: "Rows", numeric: true }];
  const rows = job.results.map(({ name, about, rows: count }) => ({
    id: name,
    cells: [
      <a href={`${PATH}/${job.jobId}/results/${encodeURIComponent(name)}`}>{name}</a>,
      about,
      count.toLocaleString("en"),
    ],
  }));
  return (
    <section class="card" aria-labelledby="results">
      <h2 id="results">Files</h2>
      {rows.length === 0 ? (
        <Empty title="This job makes no files" />
      ) : (
        <Table caption="Files" columns={columns} rows={rows} />
      )}
      {job.dateEnded === null && <p class="quiet">As far as they have come.</p>}
    </section>
  );
}

/** What may be done with what the job has found, with a form that is filled in as far as it is known. */
function FollowUp({ visit, job }: { visit: SignedIn; job: JobView }) {
  const followUp = kindOf(job.kind)?.followUp;
  if (followUp === undefined || job.state !== "DONE") return null;
  const { environment, resellerKey, merchantAccountKey } = job;
  const subject = partyOf(visit) === "OPERATOR" ? { environment, resellerKey, merchantAccountKey } : {};
  const known = Object.entries({ kind: followUp.kind, [followUp.option]: job.jobId, ...subject });
  const query = new URLSearchParams(
    known.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
  return (
    <p>
      <a class="button" href={`${PATH}/new?${query}`}>
        {followUp.label}
      </a>
    </p>
  );
}

const Cancel = ({ visit, job, refused }: { visit: SignedIn; job: JobView; refused: Refused | null }) => (
  <section class="card" aria-labelledby="cancel">
    <h2 id="cancel">End it now</h2>
    <p>The step that is under way is finished first. What has been done stays done.</p>
    <Form action={`${PATH}/${job.jobId}/cancel`} formToken={visit.formToken} class="fields narrow">
      {partyOf(visit) === "OPERATOR" && (
        <TextArea
          name="reason"
          label="Why"
          help="It is recorded."
          required
          value={visit.form.get("reason") ?? ""}
          error={refused?.issues.find(({ path }) => path === "reason")?.message}
        />
      )}
      <div class="actions">
        <button class="danger" type="submit">
          Cancel the job
        </button>
      </div>
    </Form>
  </section>
);
