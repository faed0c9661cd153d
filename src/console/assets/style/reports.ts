// The page of reports: its files and the ways to download each.

export const REPORTS = `
.downloads { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: 0; padding: 0; list-style: none; }
.downloads a { display: inline-block; padding: .15rem 0; white-space: nowrap; }
.table code.file { display: block; margin-top: .1rem; font-size: .8125rem; color: var(--quiet); }
.card > .range { margin-bottom: 1.25rem; }
.card > .range:last-child { margin-bottom: 0; }
`;
