// Finding an entitlement. A search is a POST: what is typed may be a customer's telephone number, which belongs into no
// address, no history of a browser and no log of requests.
import { currentCatalogue } from "../../catalogue/cache";
import { Empty } from "../components/Empty";
import { Form, Select } from "../components/Form";
import { Notice } from "../components/Notice";
import { seeOther, type Shown, type SignedIn } from "../page";
import { find, MOST_RESELLERS, type By, type Whose } from "./find";
import { pageOf, partyOf } from "./record";
import { Results } from "./Results";

/** As long as an id or a customer identifier can be. */
const MOST_CHARACTERS = 255;

const HELP = {
  RESELLER: "An entitlement's id, your own id, a customer identifier, or the merchant's id.",
  MERCHANT: "An entitlement's id, or your own id.",
  OPERATOR: "An entitlement's id, a reseller's or a merchant's own id, or a customer identifier.",
};

/** GET /console/care */
export async function searchForm(visit: SignedIn): Promise<Shown> {
  const resellers = await resellersFor(visit);
  return {
    title: "Find an entitlement",
    body: (
      <>
        <Box visit={visit} text="" resellers={resellers} chosen="" />
        <Empty title="Who is on the telephone?">
          <p>Type any id that you have been given. What was found is shown here.</p>
        </Empty>
      </>
    ),
  };
}

const isBy = (text: string | null): text is By =>
  text === "entitlement" || text === "external" || text === "customer" || text === "merchant";

/** POST /console/care */
export async function search(visit: SignedIn): Promise<Shown> {
  const { form } = visit;
  const text = (form.get("q") ?? "").trim();
  if (text === "") return seeOther("/console/care");
  const chosen = form.get("reseller") ?? "";
  const resellers = await resellersFor(visit);
  const reseller = resellers.find((one) => nameOf(one) === chosen) ?? null;
  const [by, cursor] = [form.get("by"), form.get("cursor")];
  const on = isBy(by) && cursor ? { by, cursor } : null;
  const tooMany = reseller === null && resellers.length > MOST_RESELLERS;
  const scope = { chosen: reseller, all: tooMany ? [] : resellers };
  const found = text.length > MOST_CHARACTERS ? [] : await find(visit, text, scope, on);
  const all = found.flatMap(({ entitlements }) => entitlements);
  const only =
    all.length === 1 && on === null && found.every((one) => one.cursor === null) ? all[0] : undefined;
  if (only) return seeOther(pageOf(only.entitlementId));
  return {
    title: "Find an entitlement",
    body: (
      <>
        <Box visit={visit} text={text} resellers={resellers} chosen={chosen} />
        {tooMany && (
          <Notice tone="note" title="Customers were not searched">
            <p>There are many resellers. Choose one to look for its customer.</p>
          </Notice>
        )}
        <Results visit={visit} text={text} found={found} chosen={chosen} />
      </>
    ),
  };
}

/** Those an operator can choose from; others have no choice. */
async function resellersFor(visit: SignedIn): Promise<Whose[]> {
  if (partyOf(visit) !== "OPERATOR") return [];
  const catalogue = await currentCatalogue(visit.env.CATALOGUE, visit.seed);
  return catalogue.all("reseller").map(({ environment, resellerKey }) => ({ environment, resellerKey }));
}

const nameOf = ({ environment, resellerKey }: Whose): string => `${environment}:${resellerKey}`;

function Box({
  visit,
  text,
  resellers,
  chosen,
}: {
  visit: SignedIn;
  text: string;
  resellers: Whose[];
  chosen: string;
}) {
  return (
    <search>
      <Form action="/console/care" formToken={visit.formToken} class="fields card">
        <div class="field">
          <label for="q">Search</label>
          <p class="help" id="q-help">
            {HELP[partyOf(visit)]}
          </p>
          <div class="big">
            <input
              id="q"
              name="q"
              type="search"
              value={text}
              maxLength={MOST_CHARACTERS}
              autocomplete="off"
              aria-describedby="q-help"
              required
            />
            <button class="primary" type="submit">
              Search
            </button>
          </div>
        </div>
        {resellers.length > 0 && (
          <div class="narrow">
            <Select
              name="reseller"
              label="Of reseller"
              value={chosen}
              options={[
                { value: "", label: "Any reseller" },
                ...resellers.map((one) => ({
                  value: nameOf(one),
                  label: one.resellerKey,
                  group: one.environment,
                })),
              ]}
            />
          </div>
        )}
      </Form>
    </search>
  );
}
