// What pages are made of: tables, facts, notices, badges, empty states.

export const CONTENT = `
.table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
.table th { padding: 0 .75rem .55rem; text-align: left; font-size: .8125rem; font-weight: 600; color: var(--quiet); border-bottom: 1px solid var(--line); }
.table td { padding: .7rem .75rem; vertical-align: top; border-bottom: 1px solid var(--line); }
.table tr:last-child td { border-bottom: 0; }
.table th:first-child, .table td:first-child { padding-left: 0; }
.table th:last-child, .table td:last-child { padding-right: 0; }
.table td > div { min-width: 0; }
.table td p { margin: .15rem 0 0; }
.table time .quiet { display: block; }
details pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem; }
.table + p, .table + nav, .notice + .table { margin-top: 1rem; }
.table .numeric { text-align: right; font-variant-numeric: tabular-nums; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); gap: 1rem 2rem; margin: 0; }
.facts + .facts { margin-top: 1.25rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.facts dt { font-size: .8125rem; color: var(--quiet); }
.facts dd { margin: .1rem 0 0; overflow-wrap: anywhere; }
.badge { display: inline-flex; align-items: center; gap: .4rem; font-size: .875rem; font-weight: 600; white-space: nowrap; }
.badge svg { width: .75rem; height: .75rem; fill: currentColor; stroke-width: 1; flex: none; }
.badge svg.half { fill: none; stroke-width: 2; }
.badge.good { color: var(--good); }
.badge.waiting { color: var(--waiting); }
.badge.paused { color: var(--paused); }
.badge.bad { color: var(--bad); }
.badge.over, .badge.plain { color: var(--quiet); }
.badge.over svg { fill: none; stroke-width: 2; }
.notice { display: flex; gap: .8rem; align-items: flex-start; padding: .95rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-left: .35rem solid currentColor; border-radius: .6rem; }
.notice > svg { width: 1.6rem; padding: .2rem; flex: none; border: 2px solid; border-radius: 50%; stroke-width: 2.5; }
.notice > div { color: var(--ink); min-width: 0; }
.notice .title { font-weight: 600; margin: 0; }
.notice .title + * { margin-top: .25rem; }
.notice ul { margin: .25rem 0 0; padding-left: 1.1rem; }
.notice.done { color: var(--good); }
.notice.problem { color: var(--bad); }
.notice.note { color: var(--paused); }
.empty { padding: 2rem 1.5rem; text-align: center; border: 1px dashed var(--field); border-radius: .9rem; color: var(--quiet); }
.empty .title { color: var(--ink); font-weight: 600; margin-bottom: .25rem; }
.card .empty { padding: 1.25rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.5rem; }
.counts { display: grid; gap: .35rem; margin: 0; padding: 0; list-style: none; color: var(--quiet); }
.counts b { display: inline-block; min-width: 2ch; font-variant-numeric: tabular-nums; }
.counts .some { color: var(--ink); }
.counts .some b { color: var(--bad); }
.counts .since { display: block; padding-left: 2.6ch; font-size: .875rem; color: var(--quiet); }
.filters { display: flex; flex-wrap: wrap; gap: .4rem; margin-bottom: 1.25rem; }
.filters a { padding: .4rem .9rem; border: 1px solid var(--field); border-radius: 2rem; color: var(--ink); text-decoration: none; }
.filters a:hover { background: var(--soft); }
.filters a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.diff { margin: 0; padding: 0; list-style: none; overflow-wrap: anywhere; }
.diff del { color: var(--bad); }
.diff ins { color: var(--good); text-decoration: none; font-weight: 600; }

@media (max-width: 40rem) {
  .table, .table tbody, .table tr, .table td { display: block; }
  .table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .table tr { padding: .75rem 0; border-bottom: 1px solid var(--line); }
  .table tr:first-child { padding-top: 0; }
  .table tr:last-child { border-bottom: 0; padding-bottom: 0; }
  .table td, .table td:first-child, .table td:last-child { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .75rem; padding: .2rem 0; border: 0; text-align: left; overflow-wrap: anywhere; }
  .table td::before { content: attr(data-label); color: var(--quiet); font-size: .875rem; }
  .table .numeric { text-align: left; }
  .table td:has(> div:empty) { display: none; }
  .moment { white-space: normal; }
  .facts { gap: .5rem; }
  .facts > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .75rem; }
  .facts dt { padding-top: .1rem; }
  .facts dd { margin: 0; }
}
`;
