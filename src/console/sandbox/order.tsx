// GET /console/sandbox/{id}: one order as the sandbox reseller sees it: its state, what it can be told to do, and what it
// was told. The merchant's own view of the same entitlement is in Care.
import { ask, type Refused } from "../ask";
import { SPANS } from "../care/actions/spans";
import { pageOf } from "../care/record";
import { Status, WaitsOn } from "../care/Status";
import { Form, Select, TextField } from "../components/Form";
import { Notice } from "../components/Notice";
import { RefusalNotice } from "../components/RefusalNotice";
import { errorView } from "../errors";
import { keyOf } from "../formKey";
import { seeOther, type Shown, type SignedIn } from "../page";
import { ORDERS, type OrderDetail } from "./answers";
import { callOf, CHANGE, CLOCK, COMMANDS, commandOf } from "./commands";
import { Notices } from "./Notices";
import { SANDBOX } from "./orders";
import { choicesOf, productsOf } from "./products";

export const orderPage = (visit: SignedIn): Promise<Shown> => orderView(visit, null);

/** POST /console/sandbox/{id}/{command} */
export async function doCommand(visit: SignedIn): Promise<Shown> {
  const { entitlementId: id = "", command: name } = visit.params;
  const command = commandOf(name);
  if (command === undefined) return errorView("UNKNOWN_PATH");
  const { method, path, body } = callOf(command, id, visit.form);
  const reply = await ask<object>(visit, method, path, { body, key: keyOf(visit.form) });
  if (reply.ok) return seeOther(`${SANDBOX}/${encodeURIComponent(id)}?done=${command.name}`);
  return orderView(visit, reply.refused);
}

async function orderView(visit: SignedIn, refused: Refused | null): Promise<Shown> {
  const id = visit.params["entitlementId"] ?? "";
  const [found, products] = await Promise.all([
    ask<OrderDetail>(visit, "GET", `${ORDERS}/${encodeURIComponent(id)}`),
    productsOf(visit),
  ]);
  if (!found.ok) {
    const { reason } = found.refused;
    return errorView(reason === "SANDBOX_ONLY" ? "UNKNOWN_ENTITLEMENT" : found.refused);
  }
  const { entitlement, notifications } = found.body;
  const done = visit.url.searchParams.get("done");
  const said = done === "ordered" ? "The order was placed." : commandOf(done)?.done;
  return {
    title: entitlement.entitlementDisplayName,
    trail: [{ label: "Sandbox", href: SANDBOX }],
    under: SANDBOX,
    status: refused?.status ?? 200,
    body: (
      <>
        {said !== undefined && refused === null && <Notice tone="done" title={said} />}
        {refused !== null && <RefusalNotice refused={refused} />}
        <section class="card state" aria-label="State">
          <p class="status">
            <Status status={entitlement.status} /> <code>{entitlement.entitlementId}</code>
          </p>
          <WaitsOn record={entitlement} />
          {entitlement.parameters !== null && (
            <p>
              <a href={entitlement.parameters.url} rel="noreferrer">
                The customer's sign-up page
              </a>
            </p>
          )}
          <p>
            <a href={pageOf(entitlement.entitlementId)}>Your own view, with what you can do</a>
          </p>
        </section>
        <Commands visit={visit} detail={found.body} products={products} />
        <section class="card" aria-labelledby="notices">
          <h2 id="notices">What the reseller was told</h2>
          <Notices notices={notifications} />
        </section>
      </>
    ),
  };
}

interface CommandsProps {
  visit: SignedIn;
  detail: OrderDetail;
  products: Awaited<ReturnType<typeof productsOf>>;
}

function Commands({ visit, detail: { entitlement }, products }: CommandsProps) {
  const base = `${SANDBOX}/${entitlement.entitlementId}`;
  const allowed = COMMANDS.filter(({ name }) => entitlement.allowedActions.includes(name));
  const form = { formToken: visit.formToken, once: true };
  return (
    <section class="card fields" aria-labelledby="commands">
      <h2 id="commands">What the reseller can do now</h2>
      <div class="actions">
        {allowed.map(({ name, label, danger }) => (
          <Form key={name} action={`${base}/${name}`} {...form}>
            <button class={danger ? "danger" : undefined} type="submit">
              {label}
            </button>
          </Form>
        ))}
      </div>
      {entitlement.allowedActions.includes("update") && (
        <Form action={`${base}/${CHANGE.name}`} {...form} class="inline">
          <Select
            name="productKey"
            label="Product"
            required
            value={entitlement.productKey}
            options={choicesOf(products)}
          />
          <TextField
            name="offerKey"
            label="Offer"
            value={entitlement.offerKey ?? undefined}
            maxLength={255}
          />
          <button type="submit">{CHANGE.label}</button>
        </Form>
      )}
      <Form action={`${base}/${CLOCK.name}`} {...form} class="inline">
        <Select
          name="advanceSeconds"
          label="Move forward in time by"
          help="What falls due on the way happens."
          required
          value="2678400"
          options={SPANS}
        />
        <button type="submit">{CLOCK.label}</button>
      </Form>
    </section>
  );
}
