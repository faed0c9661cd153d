// The pages of a sign-up: plain HTML that works without JavaScript, on a phone, with a keyboard and a screen reader.
import type { SignUp } from "./merchant";

const NAMES: Record<string, string> = {
  MUSIC: "Music",
  MUSIC_PREMIUM: "Music Premium",
  MUSIC_INSTANT: "Music Instant",
  MUSIC_CODE: "Music Gift Code",
};

interface Page {
  title: string;
  lines: string[];
  button?: string;
  /** How it ended, at a glance; the text says it too. */
  mark?: keyof typeof MARKS;
}

/** Drawn inline: the page loads nothing. */
const drawn = (name: string, path: string): string =>
  `<svg class="${name}" viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
const LOGO = drawn("logo", "M4 10v4m4-8v12m4-15v18m4-14v10m4-7v4");
const MARKS = {
  done: drawn("mark done", "M5.5 12.5l4.5 4.5 8.5-9.5"),
  problem: drawn("mark problem", "M12 6v7.5m0 4v.01"),
};

/** The page for what a link led to. */
export function signUpHtml(seen: SignUp): string {
  const { title, lines, button, mark } = pageOf(seen);
  const form = button
    ? `<form method="post"><button type="submit">${escaped(button)}</button></form>`
    : `<p class="quiet">You can close this page.</p>`;
  const text = lines.map((line) => `<p>${escaped(line)}</p>`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)} – Sandbox Music</title>
<style>${STYLE}</style>
</head>
<body>
<header>${LOGO}Sandbox Music</header>
<main>
${mark ? MARKS[mark] : ""}
<h1>${escaped(title)}</h1>
${text}
${form}
</main>
<footer>A test merchant. No real subscription is sold here.</footer>
</body>
</html>
`;
}

function pageOf(seen: SignUp): Page {
  switch (seen.kind) {
    case "open": {
      const name = nameOf(seen.productKey);
      const lines = [
        "Your provider has ordered this subscription for you.",
        "Sign up to start listening. There is nothing to pay here.",
      ];
      if (seen.purpose === "create") return { title: `Sign up for ${name}`, lines, button: "Sign up" };
      return {
        title: `Change to ${name}`,
        lines: ["Please agree to the change of your subscription."],
        button: "Agree and change",
      };
    }
    case "done":
      return {
        title: "You are all set",
        lines: [`${nameOf(seen.productKey)} is now active. Enjoy listening.`],
        mark: "done",
      };
    case "used":
      return {
        title: "Already signed up",
        lines: ["This link was used before. There is nothing left to do."],
        mark: "done",
      };
    case "expired":
      return {
        title: "This link has expired",
        lines: ["Please go back to your provider and ask for a new link."],
        mark: "problem",
      };
    case "over":
      return {
        title: "This subscription has ended",
        lines: ["It ended before this link was used. Please ask your provider."],
        mark: "problem",
      };
    case "unknown":
      return {
        title: "We do not know this link",
        lines: ["Please check that the whole address was copied, or ask your provider for a new link."],
        mark: "problem",
      };
    case "tryAgain":
      return {
        title: "That did not work",
        lines: ["Something went wrong on our side. Your link is still good: please try again."],
        button: "Try again",
        mark: "problem",
      };
  }
}

const nameOf = (productKey: string): string => NAMES[productKey] ?? productKey;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const STYLE = `
:root { color-scheme: light dark; --ink: #1c1b22; --quiet: #5b5966; --paper: #fbfaf8; --card: #fff; --line: #dedbe6; --accent: #5a32c8; --on-accent: #fff; --done: #16713f; --problem: #a34700; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f0f7; --quiet: #b3b0bf; --paper: #17161c; --card: #201f27; --line: #3a3845; --accent: #b7a1ff; --on-accent: #17161c; --done: #6fd49b; --problem: #ffb270; } }
* { box-sizing: border-box; }
body { margin: 0; text-wrap: balance; min-height: 100vh; display: flex; flex-direction: column; align-items: center; padding: 1.5rem 1rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }
header { display: flex; align-items: center; gap: .5rem; font-weight: 700; letter-spacing: .02em; margin: 1rem 0 2rem; }
svg { fill: none; stroke: currentColor; stroke-linecap: round; stroke-linejoin: round; }
.logo { width: 1.5rem; color: var(--accent); stroke-width: 2.25; }
.mark { display: block; width: 2.75rem; padding: .5rem; margin: 0 0 1rem; border: 2px solid; border-radius: 50%; stroke-width: 2.5; }
.mark.done { color: var(--done); }
.mark.problem { color: var(--problem); }
main { width: 100%; max-width: 28rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.75rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
p { margin: 0 0 .9rem; }
.quiet, footer { color: var(--quiet); font-size: .9375rem; }
main .quiet { margin: 1.25rem 0 0; }
button { width: 100%; margin-top: .75rem; padding: .9rem 1.25rem; font: inherit; font-weight: 650; color: var(--on-accent); background: var(--accent); border: 1px solid transparent; border-radius: .75rem; cursor: pointer; }
button:hover { filter: brightness(1.08); }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
footer { margin-top: auto; padding-top: 2rem; text-align: center; }
`;
