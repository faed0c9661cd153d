/**
 * The error catalogue: one section per reason of a refusal, with code, status and origin from the table that answers them.
 * The words are in errors/; a reason without them does not compile. Pure: `docs.ts` writes the page, a test compares it.
 */
import { type Coarse, REASONS } from "../src/api/reasons";
import { REASON_TEXTS } from "./errors/texts";
import { code, table } from "./markdown";

const WHO: Record<Coarse["origin"], string> = {
  RESELLER: "**You**, the caller, have to act",
  PLATFORM: "**The platform** has to act",
  MERCHANT: "**The merchant** has to act",
};

const INTRODUCTION = `# Errors

<!-- Generated from the code by \`npm run docs\`. Edit scripts/errors/texts.ts or src/api/reasons.ts, not this page. -->

Every refusal has a coarse \`responseCode\` and a precise \`metadata.reason\`. \`metadata.origin\` says who has to act: \`RESELLER\`
stands for the caller, whoever that is, \`PLATFORM\` for us, \`MERCHANT\` for the merchant. Program against these, never against
\`responseMessage\`. Name \`metadata.requestId\` when you ask us about one.

**What to repeat.** Send the same request again under the same idempotency key where it says so below, after \`Retry-After\` if
there is one. Everything else is answered the same way again until the request, or what it is about, has changed.`;

/** The whole of docs/errors.md. */
export function errorsPage(): string {
  const sections = Object.entries(REASONS).map(([reason, coarse]) =>
    section(reason as keyof typeof REASONS, coarse),
  );
  return `${[INTRODUCTION, overview(), ...sections].join("\n\n")}\n`;
}

/** By status, as one meets them. */
function overview(): string {
  const rows = Map.groupBy(Object.entries(REASONS), ([, { status }]) => status);
  return table(
    ["HTTP", "reasons"],
    [...rows]
      .toSorted(([one], [other]) => one - other)
      .map(([status, reasons]) => [
        String(status),
        reasons.map(([reason]) => `[${code(reason)}](#${reason.toLowerCase()})`).join(", "),
      ]),
  );
}

function section(reason: keyof typeof REASONS, { responseCode, status, origin }: Coarse): string {
  const { means, act } = REASON_TEXTS[reason];
  const facts = `${code(responseCode)}, HTTP ${status}. ${WHO[origin]} (${code(origin)}).`;
  return `## ${reason}\n\n${facts}\n\n${means}\n\n**Do:** ${act}`;
}
