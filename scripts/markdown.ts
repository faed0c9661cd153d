/** The few pieces of Markdown that the generated pages are made of. */

export const code = (text: string): string => `\`${text}\``;

export const codes = (list: readonly string[]): string => list.map(code).join(", ");

export const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
