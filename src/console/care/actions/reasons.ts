// The table of termination reasons as one choice: a pair of category and code is one thing to choose.
import { TERMINATION_REASONS } from "../../../api/terminationReasons";
import type { Option } from "../../components/Form";

const inWords = (name: string): string => {
  const text = name.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** The pairs, those of `first` before the others. */
export function reasonOptions(first: string): Option[] {
  const categories = Object.keys(TERMINATION_REASONS).sort(
    (a, b) => Number(b === first) - Number(a === first),
  );
  return categories.flatMap((category) =>
    (TERMINATION_REASONS[category] ?? []).map((code) => ({
      value: `${category}/${code}`,
      label: inWords(code),
      group: inWords(category),
    })),
  );
}

/** A chosen pair as the members of a body; nothing where none was chosen. */
export function pairOf(
  chosen: string | undefined,
  names: { category: string; code: string },
): Record<string, string> {
  const [category = "", code = ""] = (chosen ?? "").split("/");
  return category === "" ? {} : { [names.category]: category, [names.code]: code };
}
