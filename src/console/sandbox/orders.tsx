// GET /console/sandbox: a merchant has the sandbox reseller order a product of its own, and sees what was ordered.
import { ask, type Refused } from "../ask";
import { Empty } from "../components/Empty";
import { Form, Select, TextField } from "../components/Form";
import { RefusalNotice } from "../components/RefusalNotice";
import { Table } from "../components/Table";
import { Time } from "../components/Time";
import { errorView } from "../errors";
import { keyOf } from "../formKey";
import { seeOther, type Shown, type SignedIn } from "../page";
import { ORDERS, type OrderShown } from "./answers";
import { choicesOf, productsOf } from "./products";

export const SANDBOX = "/console/sandbox";

export const ordersPage = (visit: SignedIn): Promise<Shown> => ordersView(visit, null);

/** POST /console/sandbox */
export async function placeOrder(visit: SignedIn): Promise<Shown> {
  const named = ["productKey", "offerKey", "customerIdentifier"].flatMap((name) => {
    const value = (visit.form.get(name) ?? "").trim();
    return value === "" ? [] : [[name, value]];
  });
  const sent = { body: Object.fromEntries(named), key: keyOf(visit.form) };
  const reply = await ask<{ entitlementId: string }>(visit, "POST", ORDERS, sent);
  if (reply.ok) return seeOther(`${SANDBOX}/${reply.body.entitlementId}?done=ordered`);
  return ordersView(visit, reply.refused);
}

async function ordersView(visit: SignedIn, refused: Refused | null): Promise<Shown> {
  const [found, products] = await Promise.all([
    ask<{ orders: OrderShown[] }>(visit, "GET", ORDERS),
    productsOf(visit),
  ]);
  const base = { title: "Sandbox", status: refused?.status ?? 200 };
  if (!found.ok && found.refused.reason === "SANDBOX_ONLY") return { ...base, body: <LiveHasNone /> };
  if (!found.ok) return errorView(found.refused);
  return {
    ...base,
    body: (
      <>
        <section class="card fields" aria-labelledby="order">
          <h2 id="order">Place an order</h2>
          <p>
            The sandbox reseller orders like any reseller: your side is asked, confirms, and sees the record.
            What the reseller is told is shown with the order.
          </p>
          {refused !== null && <RefusalNotice refused={refused} />}
          {products.length === 0 ? (
            <Empty title="You have no products in the sandbox">
              <p>An operator adds them to the catalogue.</p>
            </Empty>
          ) : (
            <OrderForm visit={visit} products={products} refused={refused} />
          )}
        </section>
        <section class="card" aria-labelledby="orders">
          <h2 id="orders">Orders</h2>
          <OrderTable orders={found.body.orders} />
        </section>
      </>
    ),
  };
}

const LiveHasNone = () => (
  <Empty title="Orders can be placed in the sandbox only">
    <p>Sign in with a credential of the sandbox.</p>
  </Empty>
);

interface FormProps {
  visit: SignedIn;
  products: Awaited<ReturnType<typeof productsOf>>;
  refused: Refused | null;
}

function OrderForm({ visit, products, refused }: FormProps) {
  const field = (name: string) => ({
    name,
    value: visit.form.get(name) ?? undefined,
    error: refused?.issues.find(({ path }) => path === name)?.message,
  });
  const offers = [...new Set(products.flatMap(({ offerKeys }) => offerKeys))];
  return (
    <Form action={SANDBOX} formToken={visit.formToken} once class="fields">
      <Select {...field("productKey")} label="Product" required options={choicesOf(products)} />
      <TextField {...field("offerKey")} label="Offer" suggestions={offers} maxLength={255} />
      <TextField
        {...field("customerIdentifier")}
        label="Customer"
        help="As the reseller knows it. Empty: a customer nobody knows."
        maxLength={255}
      />
      <div class="actions">
        <button class="primary" type="submit">
          Order
        </button>
      </div>
    </Form>
  );
}

const COLUMNS = [
  { label: "Order" },
  { label: "Product" },
  { label: "Customer" },
  { label: "Ordered" },
  { label: "Notifications", numeric: true },
];

function OrderTable({ orders }: { orders: readonly OrderShown[] }) {
  if (orders.length === 0)
    return (
      <Empty title="Nothing has been ordered yet">
        <p>The last hundred orders are listed here.</p>
      </Empty>
    );
  const rows = orders.map((one) => ({
    id: one.entitlementId,
    cells: [
      <a href={`${SANDBOX}/${one.entitlementId}`}>
        <code>{one.entitlementId.slice(0, 8)}</code>
      </a>,
      one.productKey,
      one.customerIdentifier,
      <Time date={one.dateOrdered} />,
      one.notifications,
    ],
  }));
  return <Table caption="Orders" columns={COLUMNS} rows={rows} />;
}
