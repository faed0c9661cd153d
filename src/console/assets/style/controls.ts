// Buttons, fields and what belongs to them. Everything that is pressed is at least 44 CSS pixels high.

export const CONTROLS = `
.button, button { display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: .55rem 1.1rem; font: inherit; font-weight: 600; line-height: 1.3; color: var(--ink); background: var(--card); border: 1px solid var(--field); border-radius: .6rem; cursor: pointer; text-decoration: none; }
.button:hover, button:hover { background: var(--soft); }
.button.primary, button.primary { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
.button.danger { color: var(--bad); border-color: currentColor; }
button.danger { color: var(--card); background: var(--bad); border-color: var(--bad); }
.button.primary:hover, button.primary:hover, button.danger:hover { filter: brightness(1.08); }
button.link { min-height: 2.75rem; padding: 0; color: var(--accent); font-weight: 400; background: none; border: 0; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .18em; }
.actions { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }
form { margin: 0; }
.fields { display: grid; gap: 1.15rem; }
.fields > p, .fields > h2 { margin: 0; }
.field { display: grid; gap: .35rem; }
.field label { font-weight: 600; }
.field label .quiet { font-weight: 400; font-size: .875rem; }
.help { margin: 0; color: var(--quiet); font-size: .9375rem; }
.field .error { margin: 0; color: var(--bad); font-weight: 600; }
.field .error::before { content: "⚠ "; }
input, select, textarea { width: 100%; min-height: 2.75rem; padding: .55rem .75rem; font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--field); border-radius: .6rem; }
input::placeholder { color: var(--quiet); opacity: 1; }
textarea { resize: vertical; }
textarea.mono { font: .875rem/1.5 var(--mono); }
[aria-invalid] { border: 2px solid var(--bad); }
.choice { display: flex; align-items: center; gap: .6rem; min-height: 2.75rem; font-weight: 400; }
.choice input { width: 1.2rem; min-height: 1.2rem; accent-color: var(--accent); }
.inline { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; }
.inline .field { flex: 1 1 14rem; }
.big { display: flex; flex-wrap: wrap; gap: .75rem; }
.big input { flex: 1 1 18rem; width: auto; min-height: 3.1rem; font-size: 1.0625rem; }
.big button { min-height: 3.1rem; padding-inline: 1.5rem; }
.pagination { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; }
`;
