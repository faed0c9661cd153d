// The form that runs a certification: what is played, against what, and what was refused, if anything was.
import type { Refused } from "../ask";
import { Form, TextField } from "../components/Form";
import { RefusalNotice } from "../components/RefusalNotice";
import type { SignedIn } from "../page";
import { PATH } from "./words";

const FIELDS = {
  RESELLER: {
    name: "notificationUrl",
    label: "URL",
    help: "Where your receiver listens. Empty: your default notification URL.",
  },
  MERCHANT: {
    name: "productKey",
    label: "Product",
    help: "What is ordered, by its key. Empty: the first of yours. One that is active at once shows most.",
  },
};

const isMerchant = ({ who }: SignedIn): boolean => who.caller.side === "MERCHANT";

/** The one thing that a party may say, under the name that the API has for it. */
export const fieldOf = (visit: SignedIn) => FIELDS[isMerchant(visit) ? "MERCHANT" : "RESELLER"];

const TEXTS = {
  RESELLER:
    "Your receiver gets samples that it has to accept, and forgeries that it has to refuse. Beside it stands what your " +
    "use of the API in the sandbox has covered.",
  MERCHANT:
    "Your API in the sandbox is asked what it is asked in a sale, and what it has to refuse. The orders look real to " +
    "you, and belong to nobody.",
};

export function RunForm({ visit, refused }: { visit: SignedIn; refused: Refused | null }) {
  const field = fieldOf(visit);
  const issue = refused?.issues.find(({ path }) => path === field.name);
  return (
    <section class="card fields" aria-labelledby="run">
      <h2 id="run">Run a certification</h2>
      {refused !== null && <RefusalNotice refused={refused} />}
      <p>{TEXTS[isMerchant(visit) ? "MERCHANT" : "RESELLER"]} It takes up to half a minute.</p>
      <Form action={PATH} formToken={visit.formToken} once class="inline">
        <TextField {...field} value={visit.form.get(field.name) ?? ""} error={issue?.message} />
        <button class="primary" type="submit">
          Run it
        </button>
      </Form>
    </section>
  );
}
