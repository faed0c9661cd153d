// What a changed document would do, before anybody does it: the API's dry run, shown. Nothing is applied from here.
import type { Change } from "../../onboarding/plan";
import { canonical } from "../../shared/json";
import { ask, type Refused } from "../ask";
import { Badge, type BadgeTone } from "../components/Badge";
import { Empty } from "../components/Empty";
import { Form, TextArea } from "../components/Form";
import { Notice } from "../components/Notice";
import { RefusalNotice } from "../components/RefusalNotice";
import { Table } from "../components/Table";
import type { Shown, SignedIn, View } from "../page";

interface Plan {
  revision: number;
  changes: Change[];
  unchanged: number;
}

type Outcome =
  | { kind: "none" | "notJson" }
  | { kind: "refused"; refused: Refused }
  | { kind: "plan"; plan: Plan };

/** GET /console/catalogue/plan */
export const planForm = (visit: SignedIn): Shown => viewOf(visit, { kind: "none" });

/** POST /console/catalogue/plan */
export async function plan(visit: SignedIn): Promise<Shown> {
  const document = parsed(visit.form.get("document") ?? "");
  if (document === undefined) return viewOf(visit, { kind: "notJson" });
  const reply = await ask<Plan>(visit, "PUT", "/admin/v1/catalogue?dryRun=true", {
    body: { catalogue: document },
  });
  return viewOf(
    visit,
    reply.ok ? { kind: "plan", plan: reply.body } : { kind: "refused", refused: reply.refused },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const STATUS = { none: 200, plan: 200, notJson: 400 };

const viewOf = (visit: SignedIn, outcome: Outcome): View => ({
  title: "Plan a change",
  trail: [{ label: "Catalogue", href: "/console/catalogue" }],
  under: "/console/catalogue",
  status: outcome.kind === "refused" ? outcome.refused.status : STATUS[outcome.kind],
  body: (
    <>
      {outcome.kind === "refused" && <RefusalNotice refused={outcome.refused} />}
      {outcome.kind === "plan" && <Planned plan={outcome.plan} />}
      <Form action="/console/catalogue/plan" formToken={visit.formToken} class="card fields">
        <TextArea
          name="document"
          label="Document"
          help="The catalogue as JSON, whole or the parts that are to change. Nothing is changed by planning; apply a document with npm run catalogue -- apply."
          required
          rows={16}
          mono
          value={visit.form.get("document") ?? ""}
          error={outcome.kind === "notJson" ? "This is not JSON." : undefined}
        />
        <div class="actions">
          <button class="primary" type="submit">
            Plan
          </button>
        </div>
      </Form>
    </>
  ),
});

const ACTIONS: Record<Change["action"], [tone: BadgeTone, words: string]> = {
  create: ["good", "New"],
  change: ["waiting", "Changes"],
  remove: ["bad", "Goes"],
};

const COLUMNS = [
  { label: "Item" },
  { label: "What happens" },
  { label: "Fields" },
  { label: "Live entitlements", numeric: true },
];

function Planned({ plan: { revision, changes, unchanged } }: { plan: Plan }) {
  const strands = changes.some((change) => change.strands);
  const rows = changes.map((change) => ({
    id: `${change.kind} ${change.key}`,
    cells: [
      <>
        {change.kind} <code>{change.key}</code>
      </>,
      <>
        <Badge tone={ACTIONS[change.action][0]}>{ACTIONS[change.action][1]}</Badge>
        {change.strands && <p class="quiet">strands entitlements</p>}
      </>,
      <Fields change={change} />,
      change.liveEntitlements,
    ],
  }));
  return (
    <section class="card" aria-labelledby="plan">
      <h2 id="plan">Against revision {revision}</h2>
      {strands && (
        <Notice tone="problem" title="This would strand entitlements">
          <p>They need what would go. It is applied only with force.</p>
        </Notice>
      )}
      {changes.length === 0 ? (
        <Empty title="Nothing would change">
          <p>{unchanged} items of the document are stored just so.</p>
        </Empty>
      ) : (
        <>
          <Table caption="What would change" columns={COLUMNS} rows={rows} />
          <p class="quiet">{unchanged} items stay as they are.</p>
        </>
      )}
    </section>
  );
}

const Fields = ({ change }: { change: Change }) => (
  <ul class="diff">
    {change.fields.map(({ path, from, to }) => (
      <li key={path}>
        <code>{path}</code>{" "}
        {change.action === "change" ? (
          <>
            <del>{canonical(from, false)}</del> <ins>{canonical(to, false)}</ins>
          </>
        ) : (
          canonical(change.action === "remove" ? from : to, false)
        )}
      </li>
    ))}
  </ul>
);
