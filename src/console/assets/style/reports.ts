// The page of reports: its forms, its files and the ways to download each.

export const REPORTS = `
.downloads { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: 0; padding: 0; list-style: none; }
.downloads a { display: inline-block; padding: .15rem 0; white-space: nowrap; }
.table td:has(.downloads) { padding-top: .55rem; }
.table code.file { display: block; margin-top: .1rem; font-size: .8125rem; color: var(--quiet); }
.card > .range { margin-bottom: 1.25rem; }
.card.fields > .range { margin-bottom: 0; }
.range input, .range select { height: 2.75rem; }
.range .field:has(#field-report) { flex: 2 1 24rem; max-width: none; }
.range:has(.error) { align-items: start; }
.range:has(.error) button { margin-top: 1.9rem; }

@media (min-width: 64rem) { .table code.file, .table .size { white-space: nowrap; } }
@media (max-width: 40rem) {
  .card > .range .field { flex-basis: 8rem; grid-template-columns: minmax(0, 1fr); min-width: 0; }
  .card > .range [type="date"] { padding-inline: .5rem; }
  .card > .range .field:has(#field-report, #field-partner) { flex-basis: 100%; }
  .range:has(.error) button { margin-top: 0; }
}
`;
