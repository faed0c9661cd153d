// Terms follow the catalogue. The object has none and never reads one: whoever calls says which revision is current,
// and brings its terms when the object's own are older. What has begun keeps the connector that it began with.
import type { Terms } from "../../catalogue/terms";
import type { Pin, State, Verb } from "../state";

/** The catalogue as the caller has it. */
export interface Current {
  revision: number;
  /** What it says of `productKey` here: null where that is not sold any more, absent until it is asked for. */
  terms?: Terms | null;
  productKey?: string;
}

export const isOutdated = ({ terms }: State, { revision }: Current): boolean =>
  revision > (terms.revision ?? 0);

/** The state under current terms. What is not sold any more keeps its terms, and is not looked up again. */
export function renewed(state: State, { revision, terms }: Current): State {
  return { ...state, terms: terms ?? { ...state.terms, revision } };
}

export const pinOf = ({ connector: name, connectorVersion: version }: Terms): Pin => ({ name, version });

/** Whether the platform can find out by itself what became of a verb. */
export const canResolve = ({ resolves }: Terms, verb: Verb): boolean => resolves?.includes(verb) ?? true;
