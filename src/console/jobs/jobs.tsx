// GET /console/jobs: what is under way and what has been done, newest first, and what can be started.
import type { JobView } from "../../jobs/view";
import { ask } from "../ask";
import { partyOf } from "../care/record";
import { Empty } from "../components/Empty";
import { Pagination } from "../components/Pagination";
import { Table } from "../components/Table";
import { Time } from "../components/Time";
import { errorView } from "../errors";
import type { Shown, SignedIn } from "../page";
import { Progress, StateBadge } from "./Progress";
import { kindsFor, PATH, rootOf, titleOf } from "./words";

export async function jobsPage(visit: SignedIn): Promise<Shown> {
  const cursor = visit.url.searchParams.get("cursor");
  const query = new URLSearchParams(cursor ? { cursor } : {});
  const reply = await ask<{ jobs: JobView[]; nextCursor: string | null }>(
    visit,
    "GET",
    `${rootOf(visit)}?${query}`,
  );
  if (!reply.ok) return errorView(reply.refused);
  const { jobs, nextCursor } = reply.body;
  const isOperator = partyOf(visit) === "OPERATOR";
  return {
    title: "Jobs",
    body: (
      <>
        <Startable visit={visit} />
        <section class="card" aria-labelledby="list">
          <h2 id="list">Newest first</h2>
          {jobs.length === 0 ? <NoJobs /> : <JobTable jobs={jobs} isOperator={isOperator} />}
          <Pagination
            label="Jobs"
            first={cursor === null ? null : PATH}
            more={nextCursor === null ? null : `${PATH}?${new URLSearchParams({ cursor: nextCursor })}#list`}
          />
        </section>
      </>
    ),
  };
}

const NoJobs = () => (
  <Empty title="No jobs yet">
    <p>A job works on a whole file. It goes on when you leave, and its results stay for 30 days.</p>
  </Empty>
);

function Startable({ visit }: { visit: SignedIn }) {
  const party = partyOf(visit);
  const kinds = kindsFor(party);
  if (kinds.length === 0) return null;
  return (
    <section class="card" aria-labelledby="start">
      <h2 id="start">Start a job</h2>
      <ul class="kinds">
        {kinds.map(({ name, title, about }) => (
          <li key={name}>
            <a href={`${PATH}/new?kind=${name}`}>{title}</a> <span class="quiet">{about}</span>
          </li>
        ))}
      </ul>
      {party === "OPERATOR" && (
        <p class="quiet">
          A customer is erased with <code>POST /admin/v1/customer/erase</code>; its job is in the list.
        </p>
      )}
    </section>
  );
}

const whoseOf = ({ resellerKey, merchantAccountKey, environment }: JobView): string =>
  [resellerKey ?? merchantAccountKey ?? "Operators", environment].filter(Boolean).join(", ");

function JobTable({ jobs, isOperator }: { jobs: JobView[]; isOperator: boolean }) {
  const columns = [
    { label: "Job" },
    ...(isOperator ? [{ label: "Of" }] : []),
    { label: "State" },
    { label: "Progress" },
    { label: "Begun" },
  ];
  const rows = jobs.map((job) => ({
    id: job.jobId,
    cells: [
      <>
        <a href={`${PATH}/${job.jobId}`}>
          {titleOf(job.kind)}
          <span class="hidden"> {job.jobId}</span>
        </a>
        {job.dryRun && <p class="quiet">a try; nothing is changed</p>}
      </>,
      ...(isOperator ? [whoseOf(job)] : []),
      <StateBadge job={job} />,
      <Progress job={job} />,
      <Time date={job.dateCreated} />,
    ],
  }));
  return <Table caption="Jobs" columns={columns} rows={rows} />;
}
