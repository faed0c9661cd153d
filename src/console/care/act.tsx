// One action on one entitlement: GET asks, POST does it by the API and goes back to the entitlement's page. What the API
// refuses is said in its words, beside the field that it names.
import { ownId } from "../../entitlement/id";
import { ask, type Refused } from "../ask";
import { Form, ONCE, Select, TextArea, TextField } from "../components/Form";
import { RefusalNotice } from "../components/RefusalNotice";
import { errorView } from "../errors";
import { keyOf } from "../formKey";
import { seeOther, type Shown, type SignedIn } from "../page";
import { FORM_TOKEN } from "../session/formToken";
import type { Action, ActionField } from "./actions/action";
import { actionsOf } from "./actions/table";
import { doneQuery } from "./doneNotice";
import { CARE_TRAIL } from "./entitlement";
import { pageOf, partyOf, readEntitlement, type Entitlement } from "./record";
import { Status } from "./Status";

const actionOf = (visit: SignedIn): Action | undefined =>
  actionsOf(partyOf(visit)).find(({ name }) => name === visit.params["action"]);

/** GET /console/entitlement/{id}/{action} */
export const askAction = (visit: SignedIn): Promise<Shown> =>
  confirmation(visit, visit.url.searchParams, null);

/** POST /console/entitlement/{id}/{action} */
export async function doAction(visit: SignedIn): Promise<Shown> {
  const action = actionOf(visit);
  const id = ownId(visit.params["entitlementId"] ?? "");
  if (action === undefined || id === null) return errorView("UNKNOWN_PATH");
  const { method, path, body } = action.call(id, filledIn(visit.form));
  const key = method === "GET" ? null : keyOf(visit.form);
  const reply = await ask<object>(visit, method, path, { key, ...(body !== undefined && { body }) });
  if (reply.ok) return seeOther(pageOf(id) + doneQuery(action.name, reply.code));
  return confirmation(visit, visit.form, reply.refused);
}

/** The fields that were filled in; the hidden ones are the console's own. */
const filledIn = (form: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...form]
      .map(([name, value]) => [name, value.trim()])
      .filter(([name, value]) => value !== "" && !OWN.has(name ?? "")),
  );

const OWN: ReadonlySet<string> = new Set([ONCE, FORM_TOKEN]);

async function confirmation(
  visit: SignedIn,
  given: URLSearchParams,
  refused: Refused | null,
): Promise<Shown> {
  const action = actionOf(visit);
  const id = ownId(visit.params["entitlementId"] ?? "");
  if (action === undefined || id === null) return errorView("UNKNOWN_PATH");
  const found = await readEntitlement(visit, id);
  if (!("record" in found)) return errorView(found);
  const { record, history } = found;
  const possible = action.offered(record, history) || refused !== null;
  return {
    title: action.title,
    trail: [...CARE_TRAIL, { label: record.entitlementDisplayName, href: pageOf(id) }],
    under: "/console/care",
    status: refused?.status ?? 200,
    body: possible ? (
      <Confirmation {...{ visit, action, record, given, refused }} />
    ) : (
      <NotNow record={record} action={action} />
    ),
  };
}

interface Props {
  visit: SignedIn;
  action: Action;
  record: Entitlement;
  given: URLSearchParams;
  refused: Refused | null;
}

const Confirmation = ({ visit, action, record, given, refused }: Props) => (
  <div class="narrow fields">
    {refused !== null && <RefusalNotice refused={refused} />}
    <Form
      action={`${pageOf(record.entitlementId)}/${action.name}`}
      formToken={visit.formToken}
      once
      class="card fields"
    >
      <p>{action.explain}</p>
      <Subject record={record} />
      {action.fields(record).map((field) => (
        <Asked key={field.name} field={field} given={given.get(field.name)} refused={refused} />
      ))}
      <div class="actions">
        <button class={action.danger ? "danger" : "primary"} type="submit">
          {action.label}
        </button>
        <a class="button" href={pageOf(record.entitlementId)}>
          Leave it as it is
        </a>
      </div>
    </Form>
  </div>
);

const Subject = ({ record }: { record: Entitlement }) => (
  <p class="subject">
    <Status status={record.status} /> {record.entitlementDisplayName}
    {record.customerIdentifier !== null && ` of ${record.customerIdentifier}`}{" "}
    <code>{record.entitlementId}</code>
  </p>
);

function Asked({
  field,
  given,
  refused,
}: {
  field: ActionField;
  given: string | null;
  refused: Refused | null;
}) {
  const { name, label, help, required, options, long } = field;
  const error = refused?.issues.find(({ path }) => path === name)?.message;
  const shared = { name, label, help, required, error, value: given ?? field.value };
  if (options !== undefined) return <Select {...shared} options={options} />;
  return long ? <TextArea {...shared} /> : <TextField {...shared} />;
}

const NotNow = ({ record, action }: { record: Entitlement; action: Action }) => (
  <div class="narrow card fields">
    <p>
      This is not possible now: the entitlement is <Status status={record.status} />, and “{action.label}” is
      none of what can be done with it.
    </p>
    <div class="actions">
      <a class="button" href={pageOf(record.entitlementId)}>
        Back to the entitlement
      </a>
    </div>
  </div>
);
