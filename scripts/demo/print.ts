// What the tour prints: a line per step in aligned columns. Colour only where a person looks (a terminal), and not
// where NO_COLOR is set.
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

const STEP_WIDTH = 58;
const STATE_WIDTH = 14;
const VERSION_WIDTH = 8;
const TIME_WIDTH = 10;

const COLORED = process.stdout.isTTY === true && !process.env["NO_COLOR"];
const styled = (style: Style, text: string): string =>
  COLORED ? styleText(style, text, { validateStream: false }) : text;

const STATE_STYLES: Record<string, Style> = {
  PENDING: "yellow",
  ACTIVE: "green",
  "ACTIVE-ENDING": "yellow",
  SUSPENDED: "yellow",
  CANCELLED: "gray",
  REVOKED: "gray",
};

export interface Line {
  /** What was done, or what came. */
  text: string;
  status?: string;
  version?: number;
  tookMs: number;
  /** A notification stands under the step that caused it. */
  notification?: boolean;
}

export const title = (text: string): void => console.log(styled("bold", text));
/** Opens a part of the tour. */
export const part = (text: string): void => console.log(`\n${styled("bold", text)}`);
export const plain = (text = ""): void => console.log(text);
export const quiet = (text: string): void => console.log(styled("gray", text));

export function header(): void {
  const columns = [
    "state".padEnd(STATE_WIDTH),
    "version".padStart(VERSION_WIDTH),
    "took".padStart(TIME_WIDTH),
  ];
  console.log(styled("gray", "".padEnd(STEP_WIDTH) + columns.join("")));
}

export function line({ text, status = "", version, tookMs, notification = false }: Line): void {
  const step = `  ${notification ? "  ←" : "✓"} ${text}`.padEnd(STEP_WIDTH);
  const state = status.padEnd(STATE_WIDTH);
  const numbers = [
    String(version ?? "").padStart(VERSION_WIDTH),
    `${tookMs.toFixed(0)} ms`.padStart(TIME_WIDTH),
  ].join("");
  const style = STATE_STYLES[status];
  console.log(
    styled(notification ? "gray" : "reset", step) + (style ? styled(style, state) : state) + numbers,
  );
}

/** To the error output, so that it is seen where the rest is sent elsewhere. */
export const problem = (text: string): void => console.error(`\n  ✗ ${text}`);
