// What stands in the document more than once, as a component: answers and parameters of equal content.
import type { Schema } from "./schema";

/** Collects what is equal, and gives out references. */
export interface Pool {
  /** A reference to the component with this content; the name is a wish, a number is added where others have it. */
  put: (wish: string, content: Schema) => Schema;
  components: () => Record<string, Schema>;
}

/** An empty pool of components of a kind. */
export function poolOf(kind: "responses" | "parameters"): Pool {
  const names = new Map<string, string>();
  const contents: Record<string, Schema> = {};
  return {
    put: (wish, content) => {
      const text = JSON.stringify(content);
      const name = names.get(text) ?? freeName(wish, contents);
      names.set(text, name);
      contents[name] = content;
      return { $ref: `#/components/${kind}/${name}` };
    },
    components: () => contents,
  };
}

function freeName(wish: string, taken: Record<string, Schema>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wish : `${wish}-${number}`;
    if (!(name in taken)) return name;
  }
}
