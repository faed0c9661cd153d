// How far a test clock is moved by a form: what resellers wait for.

/** Seconds, and what they are called. */
export const SPANS = [
  { value: "3600", label: "1 hour" },
  { value: "86400", label: "1 day" },
  { value: "604800", label: "7 days" },
  { value: "2678400", label: "31 days" },
  { value: "31622400", label: "1 year" },
] as const;
