// A message about what was just done, or was not. The sign and the words say what the colour says.
import type { ComponentChildren } from "preact";

export type Tone = "done" | "problem" | "note";

const SIGNS: Record<Tone, string> = {
  done: "M5 12.5l4.5 4.5L19 7.5",
  problem: "M12 6v7.5m0 4v.01",
  note: "M12 11v7m0-11.5v.01",
};

/** Polite for what is done; a problem is read out at once. */
export const Notice = ({
  tone,
  title,
  children,
}: {
  tone: Tone;
  title: string;
  children?: ComponentChildren;
}) => (
  <div
    class={`notice ${tone}`}
    role={tone === "problem" ? "alert" : "status"}
    aria-live={tone === "problem" ? "assertive" : "polite"}
  >
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={SIGNS[tone]} />
    </svg>
    <div>
      <p class="title">{title}</p>
      {children}
    </div>
  </div>
);
