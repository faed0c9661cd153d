// GET and POST /console/certification: run one, and the ones that were run. It takes up to half a minute, and then the
// browser is sent on to the report.
import type { Report, Summary } from "../../certification/report";
import { ask, type Refused } from "../ask";
import { Badge } from "../components/Badge";
import { Empty } from "../components/Empty";
import { ONCE } from "../components/Form";
import { Table } from "../components/Table";
import { Time } from "../components/Time";
import { errorView } from "../errors";
import { seeOther, type Shown, type SignedIn } from "../page";
import { fieldOf, RunForm } from "./RunForm";
import { apiOf, PATH, RESULTS } from "./words";

/** GET /console/certification */
export const certificationPage = (visit: SignedIn): Promise<Shown> => viewOf(visit, null);

/** POST /console/certification */
export async function runCertification(visit: SignedIn): Promise<Shown> {
  const { form } = visit;
  const { name } = fieldOf(visit);
  const value = (form.get(name) ?? "").trim();
  const body = value === "" ? {} : { [name]: value };
  const reply = await ask<Report>(visit, "POST", apiOf(visit), { body, key: form.get(ONCE) });
  return reply.ok ? seeOther(`${PATH}/${reply.body.certificationId}`) : viewOf(visit, reply.refused);
}

async function viewOf(visit: SignedIn, refused: Refused | null): Promise<Shown> {
  const { environment } = visit.who.caller;
  if (environment !== "sandbox")
    return { title: "Certification", status: refused?.status ?? 200, body: <OnlySandbox /> };
  const listed = await ask<{ certifications: Summary[] }>(visit, "GET", apiOf(visit));
  if (!listed.ok) return errorView(listed.refused);
  return {
    title: "Certification",
    status: refused?.status ?? 200,
    body: (
      <>
        <RunForm visit={visit} refused={refused} />
        <section class="card" aria-labelledby="reports">
          <h2 id="reports">Reports</h2>
          <Reports certifications={listed.body.certifications} />
        </section>
      </>
    ),
  };
}

const OnlySandbox = () => (
  <Empty title="Certifications are run in the sandbox">
    <p>Sign in with a credential of the sandbox.</p>
  </Empty>
);

function Reports({ certifications }: { certifications: readonly Summary[] }) {
  if (certifications.length === 0)
    return (
      <Empty title="None was run yet">
        <p>The newest twenty are kept.</p>
      </Empty>
    );
  const columns = [
    { label: "When" },
    { label: "Result" },
    { label: "Against" },
    { label: "Passed", numeric: true },
    { label: "Failed", numeric: true },
    { label: "Not covered", numeric: true },
  ];
  const rows = certifications.map((one) => ({
    id: one.certificationId,
    cells: [
      <a href={`${PATH}/${one.certificationId}`}>
        <Time date={one.date} />
      </a>,
      <Badge tone={RESULTS[one.result][0]}>{RESULTS[one.result][1]}</Badge>,
      <code>{one.subject}</code>,
      one.passed,
      one.failed,
      one.notCovered,
    ],
  }));
  return <Table caption="Certifications, the newest first" columns={columns} rows={rows} />;
}
