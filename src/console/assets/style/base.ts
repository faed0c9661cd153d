// Colours, type and the page itself. Two palettes, by what the reader's system prefers; every pair of text and ground has
// the contrast of WCAG 2.2 AA. No font is loaded.

export const BASE = `
:root { color-scheme: light dark; --ink: #1c1b22; --quiet: #5b5966; --paper: #f7f6f9; --card: #fff; --line: #dcd9e3; --field: #85808f; --soft: #eeebf5; --accent: #5a32c8; --on-accent: #fff; --good: #16713f; --waiting: #7a5200; --paused: #2b5c8a; --bad: #b3261e; --shadow: 0 1px 2px rgb(28 27 34 / .06); --mono: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
@media (prefers-color-scheme: dark) { :root { --ink: #f1eff6; --quiet: #b0adbc; --paper: #141318; --card: #1d1c23; --line: #37353f; --field: #7d7a88; --soft: #292732; --accent: #b7a1ff; --on-accent: #17161c; --good: #6fd49b; --waiting: #f0c168; --paused: #8cc4f5; --bad: #ff9d92; --shadow: none; } }
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.25; margin: 0; font-weight: 650; text-wrap: balance; }
h1 { font-size: 1.6rem; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; margin: 0 0 .9rem; }
h3 { font-size: 1rem; }
p { margin: 0 0 .75rem; }
p:last-child { margin-bottom: 0; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
code, .mono { font: .9em/1.5 var(--mono); overflow-wrap: anywhere; }
svg { fill: none; stroke: currentColor; stroke-linecap: round; stroke-linejoin: round; stroke-width: 2; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .25rem; }
main:focus { outline: none; }
.moment { white-space: nowrap; }
.quiet { color: var(--quiet); }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: .5rem; top: -4rem; z-index: 2; padding: .6rem 1rem; background: var(--accent); color: var(--on-accent); border-radius: .5rem; }
.skip:focus { top: .5rem; }

.top { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem 1.5rem; padding: .8rem max(1.5rem, calc((100% - 72rem) / 2)); background: var(--card); }
.brand { display: inline-flex; align-items: center; gap: .5rem; min-height: 2.75rem; font-weight: 700; letter-spacing: -.01em; color: inherit; text-decoration: none; }
.logo { width: 1.5rem; color: var(--accent); stroke-width: 2.25; }
.search { flex: 1 1 16rem; max-width: 28rem; }
.search input { width: 100%; }
.account { display: flex; align-items: center; gap: 1rem; margin-left: auto; }
.account p { margin: 0; }
.environment { display: inline-block; padding: .05rem .55rem; border: 1px solid; border-radius: 1rem; font-size: .8125rem; font-weight: 600; color: var(--quiet); }
.environment.live { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
.sections { background: var(--card); border-bottom: 1px solid var(--line); box-shadow: var(--shadow); }
.sections ul { display: flex; gap: .25rem; margin: 0; padding: 0 max(.75rem, calc((100% - 72rem) / 2 - .75rem)); list-style: none; overflow-x: auto; }
.sections a { display: block; padding: .7rem .75rem; color: var(--quiet); text-decoration: none; white-space: nowrap; border-bottom: 3px solid transparent; }
.sections a:hover { color: var(--ink); }
.sections a:focus-visible { outline-offset: -3px; }
.sections a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }
main { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); max-width: 75rem; margin: 0 auto; padding: 1.75rem 1.5rem 4rem; }
.heading { display: grid; gap: .35rem; }
.trail { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0; padding: 0; list-style: none; font-size: .9375rem; }
.trail li:not(:last-child)::after { content: "›"; margin-left: .4rem; color: var(--quiet); }
.trail a { display: inline-block; padding: .15rem 0; }
.card { padding: 1.4rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: .9rem; box-shadow: var(--shadow); }
.narrow { max-width: 36rem; }
.alone { width: 100%; max-width: 26rem; margin: 2rem auto 0; }
.alone h1 { text-align: center; }
.problem { max-width: 36rem; }
.problem .button { margin-top: .5rem; }

@media (max-width: 40rem) {
  h1 { font-size: 1.4rem; }
  .top { padding: .5rem 1rem; gap: .4rem 1rem; }
  .search { order: 3; flex-basis: 100%; max-width: none; }
  .top:has(.account) .brand span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .account { gap: .75rem; font-size: .9375rem; }
  .account .quiet { display: none; }
  .sections ul { padding: 0 .25rem; }
  main { padding: 1.25rem 1rem 3rem; gap: 1.1rem; }
  .card { padding: 1.1rem 1rem; }
}
@media (prefers-reduced-motion: no-preference) { .skip { transition: top .15s; } }
@media print { .top, .sections, .skip, .actions { display: none; } body { background: #fff; } }
`;
