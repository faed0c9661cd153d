// The form for a report about any days. It only asks: a GET, answered by the download itself.
import { dateOf, DAY_MS, dayOf } from "../../reports/period";
import { clock } from "../../shared/clock";
import type { Refused } from "../ask";
import { DateField, Select, TextField } from "../components/Form";
import { RefusalNotice } from "../components/RefusalNotice";
import { Named } from "./Named";
import { PATH, type Whose } from "./whose";
import { ENCODINGS, REPORTS } from "./words";

export interface RangeAsked {
  report: string;
  from: string;
  to: string;
  partner: string;
  product: string;
  encoding: string;
}

export const rangeOf = (query: URLSearchParams): RangeAsked => {
  const field = (name: keyof RangeAsked): string => query.get(name)?.trim() ?? "";
  return {
    report: field("report"),
    from: field("from"),
    to: field("to"),
    partner: field("partner"),
    product: field("product"),
    encoding: field("encoding"),
  };
};

/** What the form says in the beginning: yesterday. */
export function usualRange(): RangeAsked {
  const yesterday = dateOf(dayOf(clock.now()) - DAY_MS);
  return { report: "", from: yesterday, to: yesterday, partner: "", product: "", encoding: "" };
}

/** What the API calls a field, by the field. */
const NAMES: Record<keyof RangeAsked, readonly string[]> = {
  report: [],
  from: ["from"],
  to: ["to"],
  partner: ["merchantAccountKey", "resellerKey", "party"],
  product: ["productKey"],
  encoding: ["format", "charset"],
};

interface Props {
  whose: Whose;
  asked: RangeAsked;
  refused: Refused | null;
  partners: readonly string[];
}

export function RangeForm({ whose, asked, refused, partners }: Props) {
  const field = (name: keyof RangeAsked) => ({
    name,
    value: asked[name],
    error: refused?.issues.find(({ path }) => NAMES[name].includes(path))?.message,
  });
  const isReseller = whose.party === "RESELLER";
  return (
    <section class="card fields" aria-labelledby="range">
      <h2 id="range">Any days, now</h2>
      {refused !== null && <RefusalNotice refused={refused} title="There is no such report" />}
      <form class="range" method="get" action={`${PATH}/range#range`}>
        <Named whose={whose} />
        <Select
          {...field("report")}
          label="Report"
          required
          options={Object.values(REPORTS).map(({ word, name, about }) => ({
            value: word,
            label: `${name}: ${about}`,
          }))}
        />
        <DateField {...field("from")} label="First day" required />
        <DateField {...field("to")} label="Last day" required />
        <TextField
          {...field("partner")}
          id="range-partner"
          label={whose.partner.label}
          required={!isReseller}
          suggestions={partners}
        />
        <TextField {...field("product")} label="Product" />
        <Select
          {...field("encoding")}
          label="As"
          required
          options={Object.entries(ENCODINGS).map(([value, { label }]) => ({ value, label }))}
        />
        <button class="primary" type="submit">
          Download
        </button>
      </form>
      <p class="quiet">
        At most 31 days, in UTC; of today up to this moment. Active is about the end of the last day alone.
      </p>
    </section>
  );
}
