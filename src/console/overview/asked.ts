// What the overview is asked to show: how many days, and whose. Read from the address, so that a view can be kept and
// sent to somebody; what makes no sense there is taken for the usual.
import type { Party } from "../../api/authenticate";
import { clock } from "../../shared/clock";

export const RANGES = [7, 30, 90] as const;
const USUAL = 30;

export interface Asked {
  days: (typeof RANGES)[number];
  /** Empty: all. */
  merchantAccountKey: string;
  productKey: string;
  /** For operators. */
  environment: string;
  resellerKey: string;
}

/** The statistics of a party, by its API. */
const ROUTES: Record<Party, string> = {
  RESELLER: "/v1/statistics",
  MERCHANT: "/merchant/v1/statistics",
  OPERATOR: "/admin/v1/statistics",
};

/** From the address of the page. A reseller counts in one environment only. */
export function askedOf(query: URLSearchParams): Asked {
  const field = (name: string): string => query.get(name)?.trim() ?? "";
  const [environment = "", ...reseller] = field("reseller").split(":");
  return {
    days: RANGES.find((days) => String(days) === field("days")) ?? USUAL,
    merchantAccountKey: field("merchant"),
    productKey: field("product"),
    environment: environment === "sandbox" || environment === "live" ? environment : "",
    resellerKey: reseller.join(":"),
  };
}

const DAY_MS = 86_400_000;

/** Where the API has the figures; without the filter, those that can be filtered. */
export function pathOf(party: Party, asked: Asked, filtered: boolean): string {
  const from = new Date(clock.now() - (asked.days - 1) * DAY_MS).toISOString().slice(0, 10);
  const query = new URLSearchParams({ from });
  const given = (name: string, value: string): void => {
    if (value !== "") query.set(name, value);
  };
  if (party === "OPERATOR") {
    given("environment", asked.environment);
    given("resellerKey", asked.resellerKey);
  }
  if (filtered) {
    if (party !== "MERCHANT") given("merchantAccountKey", asked.merchantAccountKey);
    given("productKey", asked.productKey);
  }
  return `${ROUTES[party]}?${query}`;
}

/** Whether only a part is shown. */
export const isFiltered = ({ merchantAccountKey, productKey }: Asked): boolean =>
  merchantAccountKey !== "" || productKey !== "";
