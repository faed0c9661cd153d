// The idempotency key of a form that does something: a double submit is one request to the API.
import { ONCE } from "./components/Form";

/** The key of a form, which makes its repetition the same request. */
export const keyOf = (form: URLSearchParams): string =>
  `console-${form.get(ONCE) ?? crypto.randomUUID()}`.slice(0, 255);
