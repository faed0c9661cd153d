// A merchant's `connector` in the document: a preset expanded, the definition checked by its kind, and what comes of it
// held against the target guard and the secrets that there are.
import type { Description } from "../connectors/kind";
import { PRESETS } from "../connectors/presets";
import { kindNamed, kindsOf } from "../connectors/registry";
import { issuesOf, type Issue } from "../shared/issues";
import type { Json } from "../shared/json";
import { refuseTarget } from "../shared/target";

/** A definition that its kind has accepted; `definition` is what is stored. */
export interface Connector {
  type: string;
  definition: { [member: string]: Json };
  description: Description;
}

export interface Given {
  [member: string]: Json;
}

/** The connector that an entry means, or what is wrong with it, below `at`. */
export function connectorOf(env: object, given: Given, at: string[]): Connector | Issue[] {
  const { preset, ...options } = given;
  if (preset === undefined || preset === null) return definedBy(env, options, at);
  if ("type" in options) return wrong([...at, "preset"], "Give either a type or a preset.");
  const known = Object.hasOwn(PRESETS, String(preset)) ? PRESETS[String(preset)] : undefined;
  if (known === undefined)
    return wrong([...at, "preset"], `There is no such preset. Known are: ${named(PRESETS)}.`);
  const expanded = known.safeParse(options);
  if (!expanded.success) return issuesOf(expanded.error, at);
  const plain: Given = JSON.parse(JSON.stringify(expanded.data));
  return definedBy(env, plain, at);
}

/** A stored definition, read again by its kind. */
export function definedBy(env: object, { type, ...definition }: Given, at: string[]): Connector | Issue[] {
  const name = String(type);
  const known = kindNamed(env, name);
  if (known === undefined)
    return wrong([...at, "type"], `There is no such type of connector. Known are: ${named(kindsOf(env))}.`);
  const checked = known.definition.safeParse(definition);
  if (!checked.success) return issuesOf(checked.error, at);
  return { type: name, definition, description: checked.data };
}

/** Why a definition cannot be used although it is well-formed: forbidden targets, secrets that nobody gave. */
export function unusable(
  { description }: Connector,
  at: { connector: string; secrets: string },
  secrets: Readonly<Record<string, string>>,
  allowLoopback: boolean,
): Issue[] {
  const targets = description.targets.flatMap((target) => {
    const refusal = refuseTarget(target, { allowLoopback });
    return refusal === null ? [] : [{ path: at.connector, message: `${target}: ${refusal}` }];
  });
  const missing = [...new Set(description.secrets)]
    .filter((name) => !Object.hasOwn(secrets, name))
    .map((name) => ({
      path: `${at.secrets}.${name}`,
      message: "The definition refers to this secret, and none is stored. Give its value.",
    }));
  return [...targets, ...missing];
}

const wrong = (path: string[], message: string): Issue[] => [{ path: path.join("."), message }];

const named = (known: object): string => Object.keys(known).join(", ") || "none";
