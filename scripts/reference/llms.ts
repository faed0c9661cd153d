/** `/llms.txt`: the pages for language models, in the form of llmstxt.org. Pure: `docs.ts` writes it. */
import { SUMMARY, TITLE } from "../../src/openapi/title";
import { addressOf, GROUPS, type Group } from "./guides";

export function llmsText(): string {
  const facts = `Resellers call \`/v1\`, merchants \`/merchant/v1\`, operators \`/admin/v1\`. Program against \`responseCode\` and
\`metadata.reason\`, never against messages; send an idempotency key with every write; verify every notification.`;
  const document =
    "- [OpenAPI 3.1 document](/openapi.json): every call with its schemas, examples and errors";
  return `${[`# ${TITLE}`, `> ${SUMMARY}`, facts, ...GROUPS.map(section), `## Programs\n\n${document}`].join("\n\n")}\n`;
}

const section = ({ reader, guides }: Group): string =>
  `## ${reader}\n\n${guides.map(({ name, title, about }) => `- [${title}](/docs/${addressOf(name)}): ${about}`).join("\n")}`;
