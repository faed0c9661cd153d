// Extension points: what the Worker that this runs in has put in, found by the `env` that its requests and objects run
// with. So nothing has to be handed through functions that do not care, and two platforms in one isolate stay apart.

export interface Extension<T> {
  /** What was put in for that environment, or undefined. */
  of: (env: object) => T | undefined;
  put: (env: object, value: T) => void;
}

/** A new extension point; the stage that asks it owns it. */
export function extensionPoint<T>(): Extension<T> {
  const values = new WeakMap<object, T>();
  return { of: (env) => values.get(env), put: (env, value) => void values.set(env, value) };
}
