// A state in a word. The shape before it differs by tone, so that nobody needs the colour.
import type { ComponentChildren } from "preact";

export type BadgeTone = "good" | "waiting" | "paused" | "over" | "bad" | "plain";

const SHAPES: Record<BadgeTone, string> = {
  good: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13",
  waiting: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 2.5v11a5.5 5.5 0 0 0 0-11",
  paused: "M4 2.5h2.6v11H4zM9.4 2.5H12v11H9.4z",
  over: "M2.5 2.5h11v11h-11z",
  bad: "M8 1.5L15 14H1z",
  plain: "M8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6",
};

export const Badge = ({ tone, children }: { tone: BadgeTone; children: ComponentChildren }) => (
  <span class={`badge ${tone}`}>
    <svg viewBox="0 0 16 16" aria-hidden="true" class={tone === "waiting" ? "half" : undefined}>
      <path d={SHAPES[tone]} />
    </svg>
    {children}
  </span>
);
