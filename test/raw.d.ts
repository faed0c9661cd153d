/** Any file as its text, by Vite. */
declare module "*?raw" {
  const text: string;
  export default text;
}
