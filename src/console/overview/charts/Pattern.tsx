// Patterns that tell parts of a chart apart without their colours. Defined in each picture anew: a browser does not take
// them from a picture that is not shown.

/** Drawn over the colour, on a square of eight by eight; null leaves it plain. */
const LINES: readonly (string | null)[] = [
  null,
  "M-2 2l4-4M0 8l8-8M6 10l4-4",
  "M0 2h8M0 6h8",
  "M2 0v8M6 0v8",
  "M-2 2l4-4M0 8l8-8M6 10l4-4M-2 6l4 4M0 0l8 8M6-2l4 4",
];

const idOf = (name: string, pattern: number): string => `${name}-pattern-${pattern}`;

/** What a part is filled with. */
export const fillOf = (name: string, pattern: number): string => `url(#${idOf(name, pattern)})`;

/** The definitions that `fillOf` names. */
export const Patterns = ({ name, patterns }: { name: string; patterns: readonly number[] }) => (
  <defs>
    {patterns.map((pattern) => (
      <pattern
        key={pattern}
        id={idOf(name, pattern)}
        class={`part-${pattern}`}
        width="8"
        height="8"
        patternUnits="userSpaceOnUse"
      >
        <rect class="ground" width="8" height="8" />
        {LINES[pattern] && <path class="lines" d={LINES[pattern]} />}
      </pattern>
    ))}
  </defs>
);

export const Swatch = ({ name, pattern }: { name: string; pattern: number }) => (
  <svg class="swatch" viewBox="0 0 24 16" aria-hidden="true">
    <Patterns name={name} patterns={[pattern]} />
    <rect width="24" height="16" rx="3" fill={fillOf(name, pattern)} />
  </svg>
);
