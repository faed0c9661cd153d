// Resuming an endpoint, with a reason: the form, and the API's call.
import { ask, type Refused } from "../ask";
import { partyOf } from "../care/record";
import { Form, TextArea } from "../components/Form";
import { RefusalNotice } from "../components/RefusalNotice";
import { errorView } from "../errors";
import { seeOther, type Shown, type SignedIn, type View } from "../page";
import type { Endpoints } from "./answers";
import { PATH } from "./endpoints";

const baseOf = (visit: SignedIn): string =>
  partyOf(visit) === "RESELLER" ? "/v1/endpoints" : "/admin/v1/endpoints";

/** GET /console/endpoints/{endpointId}/resume */
export async function resumeForm(visit: SignedIn): Promise<Shown> {
  const found = await ask<Endpoints>(visit, "GET", baseOf(visit));
  if (!found.ok) return errorView(found.refused);
  const endpoint = found.body.endpoints.find(({ endpointId }) => endpointId === visit.params["endpointId"]);
  return endpoint === undefined ? errorView("UNKNOWN_ENDPOINT") : viewOf(visit, endpoint.origin, null);
}

/** POST /console/endpoints/{endpointId}/resume */
export async function resume(visit: SignedIn): Promise<Shown> {
  const path = `${baseOf(visit)}/${encodeURIComponent(visit.params["endpointId"] ?? "")}/resume`;
  const body = { reason: (visit.form.get("reason") ?? "").trim() };
  const reply = await ask<object>(visit, "POST", path, { body });
  if (reply.ok) return seeOther(`${PATH}?done=resume`);
  if (reply.refused.status === 404) return errorView(reply.refused);
  return viewOf(visit, "This endpoint", reply.refused);
}

const viewOf = (visit: SignedIn, origin: string, refused: Refused | null): View => ({
  title: "Resume this endpoint?",
  trail: [{ label: "Endpoints", href: PATH }],
  under: PATH,
  status: refused?.status ?? 200,
  body: (
    <div class="narrow fields">
      {refused !== null && <RefusalNotice refused={refused} />}
      <Form action={visit.url.pathname} formToken={visit.formToken} class="card fields">
        <p>
          <code>{origin}</code> is tried with the next notification. If it takes it, what is held follows,
          spread out.
        </p>
        <TextArea
          name="reason"
          label="Why"
          help="It is recorded."
          required
          value={visit.form.get("reason") ?? ""}
          error={refused?.issues.find(({ path }) => path === "reason")?.message}
        />
        <div class="actions">
          <button class="primary" type="submit">
            Resume
          </button>
          <a class="button" href={PATH}>
            Leave it as it is
          </a>
        </div>
      </Form>
    </div>
  ),
});
