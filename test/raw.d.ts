/** Any file as its text, by Vite. */
declare module "*?raw" {
  const text: string;
  export default text;
}

/** Files by a pattern, by Vite. */
interface ImportMeta {
  glob<T>(pattern: string, options: { eager: true; import: "default"; query?: "?raw" }): Record<string, T>;
}
