// GET /console/catalogue: who may sell what, as tables. Secrets are not among what the API answers.
import type { ExportedDocument } from "../../onboarding/export";
import type { Json } from "../../shared/json";
import { ask } from "../ask";
import { Empty } from "../components/Empty";
import { Table } from "../components/Table";
import { errorView } from "../errors";
import type { Shown, SignedIn } from "../page";

type Item = ExportedDocument["merchants"][number];
type Cell = [label: string, of: (item: Item) => string | null];

/** A value as one word or a short list; what the document leaves out is the default. */
const text = (value: Json | undefined): string | null => {
  if (value === undefined || value === null) return null;
  return Array.isArray(value) ? value.map(String).join(", ") : String(value);
};

const field =
  (name: string) =>
  (item: Item): string | null =>
    text(item[name]);

const typeOf =
  (name: string) =>
  (item: Item): string | null => {
    const value = item[name];
    return typeof value === "object" && value !== null && !Array.isArray(value) ? text(value["type"]) : null;
  };

const ENVIRONMENT: Cell = ["Environment", field("environment")];
const MERCHANT: Cell = ["Merchant", field("merchantAccountKey")];
const RESELLER: Cell = ["Reseller", field("resellerKey")];

const SECTIONS: readonly [kind: keyof ExportedDocument, title: string, cells: readonly Cell[]][] = [
  [
    "merchants",
    "Merchants",
    [MERCHANT, ENVIRONMENT, ["Name", field("name")], ["Connector", typeOf("connector")]],
  ],
  [
    "products",
    "Products",
    [
      ["Product", field("productKey")],
      MERCHANT,
      ENVIRONMENT,
      ["Name", field("productName")],
      ["Offers", field("offerKeys")],
    ],
  ],
  [
    "routes",
    "Routes",
    [
      RESELLER,
      MERCHANT,
      ENVIRONMENT,
      ["Limit per customer", (item) => field("limitPerCustomer")(item) ?? "1"],
      ["Verbs", (item) => field("verbs")(item) ?? "all"],
      ["The merchant also sees", field("sharesWithMerchant")],
    ],
  ],
  [
    "resellers",
    "Resellers",
    [
      RESELLER,
      ENVIRONMENT,
      ["Name", field("name")],
      ["Default notification URL", field("defaultNotificationUrl")],
      ["Authentication", (item) => typeOf("authentication")(item) ?? "none"],
    ],
  ],
  [
    "credentials",
    "Credentials",
    [
      ["Id", field("id")],
      ["Party", field("party")],
      ["Organisation", field("organisation")],
      ["Environment", (item) => field("environment")(item) ?? "both"],
      ["From", (item) => field("ipRanges")(item) ?? "anywhere"],
      ["State", (item) => (item["revoked"] === true ? "revoked" : "in use")],
    ],
  ],
];

export async function cataloguePage(visit: SignedIn): Promise<Shown> {
  const reply = await ask<{ revision: number; catalogue: ExportedDocument }>(
    visit,
    "GET",
    "/admin/v1/catalogue",
  );
  if (!reply.ok) return errorView(reply.refused);
  const { revision, catalogue } = reply.body;
  return {
    title: "Catalogue",
    body: (
      <>
        <div class="card state">
          <p>
            Revision <b>{revision}</b>. Secrets are never shown.
          </p>
          <div class="actions">
            <a class="button" href="/console/catalogue/plan">
              Plan a change
            </a>
          </div>
        </div>
        {SECTIONS.map(([kind, title, cells]) => (
          <section key={kind} class="card" aria-labelledby={kind}>
            <h2 id={kind}>
              {title} <span class="quiet">{catalogue[kind].length}</span>
            </h2>
            <Items title={title} cells={cells} items={catalogue[kind]} />
          </section>
        ))}
      </>
    ),
  };
}

function Items({ title, cells, items }: { title: string; cells: readonly Cell[]; items: readonly Item[] }) {
  if (items.length === 0) return <Empty title="None yet" />;
  const rows = items.map((item, at) => ({ id: String(at), cells: cells.map(([, of]) => of(item)) }));
  return <Table caption={title} columns={cells.map(([label]) => ({ label }))} rows={rows} />;
}
