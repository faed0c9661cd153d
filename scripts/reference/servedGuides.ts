/** Every Markdown page of docs/ as it is served, by its address. Pure: `docs.ts` reads and writes the files. */
import { addressOf, API_REFERENCE, GROUPS } from "./guides";
import { guidePage } from "./guidePage";

/** `texts` are the files by name without `.md`; one that the list of guides does not have, or that is missing, is an error. */
export function servedGuides(texts: Readonly<Record<string, string>>): Record<string, string> {
  const guides = GROUPS.flatMap((group) => group.guides).filter(({ name }) => name !== API_REFERENCE);
  const unlisted = Object.keys(texts).filter((name) => !guides.some((guide) => guide.name === name));
  if (unlisted.length > 0)
    throw new Error(`scripts/reference/guides.ts does not list docs/${unlisted[0]}.md.`);
  return Object.fromEntries(
    guides.map(({ name, about }) => {
      const text = texts[name];
      if (text === undefined) throw new Error(`There is no docs/${name}.md.`);
      return [addressOf(name), guidePage(text, about)];
    }),
  );
}
