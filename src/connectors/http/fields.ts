// The fields that definitions are made of: each compiled when the catalogue takes it in, so that a mistake is refused
// with its path and never met by a customer.
import * as z from "zod";
import { problemOfExpression, secretsIn } from "./expression";
import { parseTemplate, type Template } from "./template";

const SECRET_NAME = /^[A-Za-z_]\w{0,99}$/;
const MAX_EXPRESSION = 10_000;
const MAX_TEMPLATE = 2_048;

/** A secret of the merchant, by the name that the catalogue has it under. */
export const SecretRef = z.strictObject({
  secret: z.string().regex(SECRET_NAME, "Must be a name of letters, digits and underscores."),
});
export type SecretRef = z.infer<typeof SecretRef>;

/** Text, or a secret where even a user name is one. */
export const TextOrSecret = z.union([z.string().min(1).max(1_000), SecretRef], {
  error: "Must be text or { secret: NAME }.",
});
export type TextOrSecret = z.infer<typeof TextOrSecret>;

/** A JSONata expression, kept as its text. */
export const Expression = z
  .string()
  .min(1, "Must be a JSONata expression; leave the field out where there is none.")
  .max(MAX_EXPRESSION)
  .superRefine((text, context) => {
    const problem = problemOfExpression(text);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

/** An expression that may speak of secrets, by name only, so that each use is known. */
export const SecretiveExpression = Expression.superRefine((text, context) => {
  if (problemOfExpression(text) === null && secretsIn(text) === null)
    context.addIssue({ code: "custom", message: "Secrets can only be used by name, as secrets.NAME." });
});

/** A template, kept as its text beside its parts. */
export const TemplateText = z
  .string()
  .max(MAX_TEMPLATE)
  .superRefine((text, context) => {
    const { problem } = parseTemplate(text);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

/** Set by the platform, by the transport or by `authentication`. */
const RESERVED = [
  "connection",
  "content-length",
  "expect",
  "host",
  "idempotency-key",
  "keep-alive",
  "te",
  "traceparent",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
];

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,100}$/;

function problemOfHeaderName(name: string): string | null {
  if (!HEADER_NAME.test(name)) return "Must be a header name.";
  return RESERVED.includes(name.toLowerCase()) ? "This header is set by the platform." : null;
}

/** Headers by name; their values are templates. */
export const Headers = z
  .record(
    z.string(),
    TemplateText.refine((text) => isHeaderValue(text), "Must be printable ASCII on one line."),
  )
  .superRefine((headers, context) => {
    for (const name of Object.keys(headers)) {
      const problem = problemOfHeaderName(name);
      if (problem !== null) context.addIssue({ code: "custom", path: [name], message: problem });
    }
  });

/** Values that every server reads alike, and that can never begin a header of their own. */
export const isHeaderValue = (text: string): boolean => /^[\x20-\x7e\t]*$/.test(text);

/** The parts of a template that has been checked. */
export function templateOf(text: string): Template {
  const parsed = parseTemplate(text);
  if (parsed.problem !== null) throw new Error("a template was used that nobody had checked");
  return parsed.template;
}
