// The file: YAML or JSON by its name, references to the environment replaced, and for a path the line where it stands.
import { access, readFile, writeFile } from "node:fs/promises";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, stringify, type Document } from "yaml";

/** The file cannot be used; the message says where and why. */
export class Unreadable extends Error {}

export interface FileDocument {
  file: string;
  value: unknown;
  /** The line of a path (`merchants.0.name`), or of what is nearest above it. */
  lineOf: (path: string) => number | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

export async function readDocument(file: string, env: Environment): Promise<FileDocument> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new Unreadable(`${file}: ${messageOf(error)}`);
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error)
    throw new Unreadable(`${file}:${lines.linePos(error.pos[0]).line}: ${error.message.split("\n")[0]}`);
  // YAML takes nearly all JSON and more; a file that calls itself JSON has to be JSON.
  const value: unknown = file.toLowerCase().endsWith(".json") ? jsonOf(file, text) : document.toJS();
  const lineOf = (path: string): number | null => {
    const at = offsetOf(document, path);
    return at === null ? null : lines.linePos(at).line;
  };
  return { file, value: replaced(file, value, env, lineOf), lineOf };
}

/** Writes a document; one that exists may hold comments and references, so it is kept unless told otherwise. */
export async function writeDocument(file: string, value: unknown, overwrite: boolean): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists && !overwrite) throw new Unreadable(`${file} exists. --yes writes over it.`);
  const json = file.toLowerCase().endsWith(".json");
  const text = json ? `${JSON.stringify(value, null, 2)}\n` : stringify(value, { lineWidth: 120 });
  await writeFile(file, text).catch((error: unknown) => {
    throw new Unreadable(`${file}: ${messageOf(error)}`);
  });
}

/** `file:line: path: message`, as editors and terminals like it. */
export function placed(
  { file, lineOf }: Pick<FileDocument, "file" | "lineOf">,
  path: string,
  message: string,
): string {
  const line = lineOf(path);
  return [line === null ? file : `${file}:${line}`, path, message].filter(Boolean).join(": ");
}

const REFERENCE = /^env:([A-Za-z_]\w*)$/;

/** The value with every `env:NAME` replaced; all that are missing are named at once. */
function replaced(file: string, value: unknown, env: Environment, lineOf: FileDocument["lineOf"]): unknown {
  const missing: string[] = [];
  const walk = (one: unknown, path: string[]): unknown => {
    if (typeof one === "string") {
      const name = REFERENCE.exec(one)?.[1];
      if (name === undefined) return one;
      const found = env[name];
      if (!found)
        missing.push(placed({ file, lineOf }, path.join("."), `${name} is not set in the environment.`));
      return found;
    }
    if (Array.isArray(one)) return one.map((member, index) => walk(member, [...path, String(index)]));
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(
      Object.entries(one).map(([name, member]) => [name, walk(member, [...path, name])]),
    );
  };
  const result = walk(value, []);
  if (missing.length > 0) throw new Unreadable(missing.join("\n"));
  return result;
}

/** Where the value at a path begins; where the file has none, its nearest parent. */
function offsetOf({ contents }: Document, path: string): number | null {
  let node: unknown = contents;
  let offset: number | null = null;
  for (const part of path.split(".")) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === part);
      if (pair === undefined) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      if (isMap(node) || isScalar(node)) offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

function jsonOf(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unreadable(`${file}: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "cannot be read");
