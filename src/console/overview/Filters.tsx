// What the overview shows: days, and for those who have several, whose. A form that only asks; the address says it all.
// Every choice is one, "all" too, whose value is empty: so nothing is optional, and the browser has nothing to validate.
import type { Party } from "../../api/authenticate";
import type { ProductFigures } from "../../statistics/statistics";
import { Select, type Option } from "../components/Form";
import { RANGES, type Asked } from "./asked";
import type { ResellerChoice } from "./resellers";

interface Props {
  party: Party;
  asked: Asked;
  /** Those that can be picked: what was sold in these days. */
  products: readonly ProductFigures[];
  resellers: readonly ResellerChoice[];
}

export const Filters = ({ party, asked, products, resellers }: Props) => (
  <form class="range" method="get" action="/console/overview" noValidate>
    <Select
      name="days"
      label="Time"
      required
      value={String(asked.days)}
      options={RANGES.map((days) => ({ value: String(days), label: `Last ${days} days` }))}
    />
    {party === "OPERATOR" && (
      <Select
        name="reseller"
        label="Reseller"
        required
        value={scopeOf(asked)}
        options={scopes(asked, resellers)}
      />
    )}
    {party !== "MERCHANT" && (
      <Select
        name="merchant"
        label="Merchant"
        required
        value={asked.merchantAccountKey}
        options={choices(
          "All merchants",
          products.map((product) => product.merchantAccountKey),
          asked.merchantAccountKey,
        )}
      />
    )}
    <Select
      name="product"
      label="Product"
      required
      value={asked.productKey}
      options={choices(
        "All products",
        products.map(({ productKey }) => productKey),
        asked.productKey,
      )}
    />
    <button class="primary" type="submit">
      Show
    </button>
  </form>
);

/** What is picked can be seen even where it is not among the choices. */
function choices(all: string, keys: readonly string[], picked: string): Option[] {
  const known = [...new Set([...keys, ...(picked === "" ? [] : [picked])])].sort();
  return [{ value: "", label: all }, ...known.map((key) => ({ value: key, label: key }))];
}

const scopeOf = ({ environment, resellerKey }: Asked): string =>
  resellerKey === "" ? environment : `${environment}:${resellerKey}`;

function scopes(asked: Asked, resellers: readonly ResellerChoice[]): Option[] {
  const of = (environment: string): Option[] => [
    { value: environment, label: `All in ${environment}`, group: environment },
    ...[
      ...new Set([
        ...resellers.filter((one) => one.environment === environment).map(({ resellerKey }) => resellerKey),
        ...(asked.environment === environment && asked.resellerKey !== "" ? [asked.resellerKey] : []),
      ]),
    ]
      .sort()
      .map((key) => ({ value: `${environment}:${key}`, label: key, group: environment })),
  ];
  return [{ value: "", label: "All, sandbox and live" }, ...of("live"), ...of("sandbox")];
}
