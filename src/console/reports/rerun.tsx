// An operator has the files of a day written again, with a reason: the form, and the API's call, which is in the audit.
import { ask, type Refused } from "../ask";
import { DateField, Form, Select, TextArea, TextField } from "../components/Form";
import { RefusalNotice } from "../components/RefusalNotice";
import { seeOther, type Shown, type SignedIn, type View } from "../page";
import { PATH } from "./whose";

/** As the API calls them. */
const FIELDS = ["environment", "resellerKey", "day", "reason"] as const;

/** GET /console/reports/run */
export const rerunForm = (visit: SignedIn): Shown => viewOf(visit, visit.url.searchParams, null);

/** POST /console/reports/run */
export async function rerun(visit: SignedIn): Promise<Shown> {
  const entries = FIELDS.map((name) => [name, visit.form.get(name)?.trim() ?? ""] as const);
  const body = Object.fromEntries(entries.filter(([, value]) => value !== ""));
  const reply = await ask<object>(visit, "POST", "/admin/v1/reports/run", { body });
  if (!reply.ok) return viewOf(visit, visit.form, reply.refused);
  const { environment = "", resellerKey: organisation = "" } = body;
  return seeOther(
    `${PATH}?${new URLSearchParams({ environment, party: "RESELLER", organisation, done: "run" })}`,
  );
}

const viewOf = (visit: SignedIn, given: URLSearchParams, refused: Refused | null): View => ({
  title: "Write reports again?",
  trail: [{ label: "Reports", href: PATH }],
  under: PATH,
  status: refused?.status ?? 200,
  body: (
    <div class="narrow fields">
      {refused !== null && <RefusalNotice refused={refused} />}
      <Form action={`${PATH}/run`} formToken={visit.formToken} class="card fields">
        <p>
          The files of this day and of all later ones are written again from the log, for the reseller and all
          its merchants. Where nothing has changed they come out the same. Until then the old ones stay.
        </p>
        <Fields given={given} refused={refused} />
        <div class="actions">
          <button class="primary" type="submit">
            Write them again
          </button>
          <a class="button" href={PATH}>
            Leave them as they are
          </a>
        </div>
      </Form>
    </div>
  ),
});

function Fields({ given, refused }: { given: URLSearchParams; refused: Refused | null }) {
  const field = (name: (typeof FIELDS)[number]) => ({
    name,
    required: true,
    value: given.get(name) ?? "",
    error: refused?.issues.find(({ path }) => path === name)?.message,
  });
  return (
    <>
      <Select
        {...field("environment")}
        label="Environment"
        options={[
          { value: "live", label: "Live" },
          { value: "sandbox", label: "Sandbox" },
        ]}
      />
      <TextField {...field("resellerKey")} label="Reseller" />
      <DateField {...field("day")} label="From this day on" />
      <TextArea {...field("reason")} label="Why" help="It is recorded." />
    </>
  );
}
