// Which files to list. A form that only asks; the address says it all, so a view can be kept and sent to somebody.
import type { Refused } from "../ask";
import { DateField, Select, TextField } from "../components/Form";
import { FIELDS, type Asked } from "./asked";
import { Named } from "./Named";
import { PATH, type Whose } from "./whose";
import { FREQUENCY_WORDS, REPORTS } from "./words";

interface Props {
  whose: Whose;
  asked: Asked;
  refused: Refused | null;
  partners: readonly string[];
}

/** An empty choice is one, too, and the browser has nothing to validate. */
export function Filters({ whose, asked, refused, partners }: Props) {
  const field = (name: keyof Asked) => ({
    name,
    value: asked[name],
    error: refused?.issues.find(({ path }) => FIELDS[path] === name)?.message,
  });
  return (
    <form class="range" method="get" action={PATH} noValidate>
      <Named whose={whose} />
      <Select
        {...field("type")}
        label="Report"
        required
        options={[
          { value: "", label: "All" },
          ...Object.entries(REPORTS).map(([value, { name }]) => ({ value, label: name })),
        ]}
      />
      <Select
        {...field("frequency")}
        label="How often"
        required
        options={[
          { value: "", label: "All" },
          ...Object.entries(FREQUENCY_WORDS).map(([value, label]) => ({ value, label })),
        ]}
      />
      <TextField {...field("partner")} label={whose.partner.label} suggestions={partners} />
      <DateField {...field("first")} label="Begins from" />
      <DateField {...field("last")} label="Begins until" />
      <button type="submit">Show</button>
    </form>
  );
}
