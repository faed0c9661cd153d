// What sells.
import type { ProductFigures } from "../../statistics/statistics";
import { Table } from "../components/Table";
import { figure } from "./words";

export function Products({ products }: { products: readonly ProductFigures[] }) {
  if (products.length === 0) return null;
  return (
    <section class="card" aria-labelledby="products">
      <h2 id="products">Products</h2>
      <Table
        caption="Products"
        columns={[
          { label: "Product" },
          { label: "Merchant" },
          { label: "New", numeric: true },
          { label: "Activated", numeric: true },
          { label: "Terminated", numeric: true },
          { label: "Never active", numeric: true },
        ]}
        rows={products.map(({ merchantAccountKey, productKey, created, activated, terminated, lost }) => ({
          id: `${merchantAccountKey} ${productKey}`,
          cells: [
            <code>{productKey}</code>,
            merchantAccountKey,
            figure(created),
            figure(activated),
            figure(terminated),
            figure(lost),
          ],
        }))}
      />
    </section>
  );
}
