// Values as lines of JSON, each with its end.
import type { Json } from "../../shared/json";

/** NDJSON of some values; nothing for none. */
export const ndjson = (values: readonly Json[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");
