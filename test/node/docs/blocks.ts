// The fenced blocks of the Markdown pages, with where they stand.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/server.ts";

export interface Block {
  /** The page below the root of the repository. */
  file: string;
  line: number;
  /** All that stands behind the fence: the language, and `run` where it is to be executed. */
  info: string;
  text: string;
}

const pages = (): string[] => [
  "README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

const FENCE = /^( *)```(.*)$/;

/** Every block of README and docs/, in order. */
export const allBlocks = (): Block[] =>
  pages().flatMap((file) => blocksOf(file, readFileSync(join(ROOT, file), "utf8")));

/** The blocks of one page. */
export function blocksOf(file: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: (Block & { indent: string }) | null = null;
  for (const [at, line] of markdown.split("\n").entries()) {
    const [, indent = "", info = ""] = FENCE.exec(line) ?? [];
    if (open === null) {
      if (FENCE.test(line)) open = { file, line: at + 1, info: info.trim(), text: "", indent };
    } else if (FENCE.test(line)) {
      const { indent: _, ...block } = open;
      blocks.push(block);
      open = null;
    } else {
      open.text += `${line.startsWith(open.indent) ? line.slice(open.indent.length) : line}\n`;
    }
  }
  if (open !== null) throw new Error(`${file}:${open.line} is never closed`);
  return blocks;
}
