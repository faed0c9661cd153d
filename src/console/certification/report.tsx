// GET /console/certification/{certificationId}: the report, scenario by scenario, with the reasons and what was posted or
// called.
import {
  GROUPS,
  type Group,
  type Result,
  type ScenarioFinding,
  type Step,
} from "../../certification/finding";
import type { Report } from "../../certification/report";
import { ask } from "../ask";
import { Badge } from "../components/Badge";
import { Facts } from "../components/Facts";
import { Notice, type Tone } from "../components/Notice";
import { Table } from "../components/Table";
import { Time } from "../components/Time";
import { errorView } from "../errors";
import type { Shown, SignedIn } from "../page";
import { apiOf, PATH, RESULTS } from "./words";

export async function reportPage(visit: SignedIn): Promise<Shown> {
  const id = encodeURIComponent(visit.params["certificationId"] ?? "");
  const reply = await ask<Report>(visit, "GET", `${apiOf(visit)}/${id}`);
  if (!reply.ok) return errorView(reply.refused);
  const report = reply.body;
  const groups = [...new Set(report.scenarios.map(({ group }) => group))];
  return {
    title: "Certification report",
    trail: [{ label: "Certification", href: PATH }],
    under: PATH,
    body: (
      <>
        <Verdict {...report} />
        <section class="card" aria-label="The run">
          <Facts
            facts={[
              ["Run", <Time date={report.date} />],
              ["Against", <code>{report.subject}</code>],
              ["Took", `${report.durationMs} ms`],
              ["Passed", report.passed],
              ["Failed", report.failed],
              ["Not covered", report.notCovered],
            ]}
          />
        </section>
        {groups.map((group) => (
          <Part key={group} group={group} scenarios={report.scenarios.filter((one) => one.group === group)} />
        ))}
      </>
    ),
  };
}

const VERDICTS: Record<Result, [tone: Tone, title: string, text: string]> = {
  PASSED: ["done", "Passed", "Everything that is required was covered, and nothing failed."],
  FAILED: ["problem", "Failed", "The reasons stand beside what failed."],
  NOT_COVERED: ["note", "Nothing failed, and not everything was covered", "What is missing stands below."],
};

function Verdict({ result }: Report) {
  const [tone, title, text] = VERDICTS[result];
  return (
    <Notice tone={tone} title={title}>
      <p>{text}</p>
    </Notice>
  );
}

function Part({ group, scenarios }: { group: Group; scenarios: readonly ScenarioFinding[] }) {
  const rows = scenarios.map(({ scenario, title, checked, result, required, reason, steps }) => ({
    id: scenario,
    cells: [
      <>
        <b>{title}</b>
        <p class="quiet">{checked}</p>
      </>,
      <>
        <Badge tone={RESULTS[result][0]}>{RESULTS[result][1]}</Badge>
        {!required && <p class="quiet">not required</p>}
      </>,
      <>
        {reason}
        {steps.length > 0 && <Steps steps={steps} title={title} />}
      </>,
    ],
  }));
  const columns = [{ label: "Scenario" }, { label: "Result" }, { label: "Why" }];
  return (
    <section class="card" aria-labelledby={group}>
      <h2 id={group}>{GROUPS[group]}</h2>
      <Table caption={GROUPS[group]} columns={columns} rows={rows} />
    </section>
  );
}

const Steps = ({ steps, title }: { steps: readonly Step[]; title: string }) => (
  <details>
    <summary>
      {steps.length === 1 ? "1 request" : `${steps.length} requests`}
      <span class="hidden"> of {title}</span>
    </summary>
    <ol>
      {steps.map(({ date, what, status, outcome, answer, durationMs }) => (
        <li key={date + what}>
          <code>{what}</code> {[status, outcome].filter((one) => one !== null).join(", ")}{" "}
          <span class="quiet">{durationMs} ms</span>
          {answer !== null && <p class="quiet">{answer}</p>}
        </li>
      ))}
    </ol>
  </details>
);
