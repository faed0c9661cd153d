// The page of one entitlement: its state, its time line.

export const CARE = `
.state { display: grid; gap: .9rem; }
.state p { margin: 0; }
.status { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; }
.status .badge { font-size: 1.0625rem; }
.status code { color: var(--quiet); }
.subject { padding: .8rem 1rem; background: var(--soft); border-radius: .6rem; }
.subject code { display: block; color: var(--quiet); }
.copy { max-width: 44rem; }
.copy .inline { flex-wrap: nowrap; }
.copy input { font: .875rem/1.5 var(--mono); }
.data { margin-top: 1rem; }
.data summary { cursor: pointer; font-weight: 600; padding: .6rem 0; }
.more { margin-top: 1rem; }
.timeline { margin: 0; padding: 0; list-style: none; }
.timeline > li { position: relative; display: grid; grid-template-columns: 1.75rem minmax(0, 1fr) auto; gap: 0 .9rem; padding-bottom: 1.1rem; }
.timeline > li:last-child { padding-bottom: 0; }
.timeline > li:not(:last-child)::before { content: ""; position: absolute; left: .84rem; top: 1.9rem; bottom: .1rem; width: 1px; background: var(--line); }
.timeline svg { width: 1.75rem; height: 1.75rem; padding: .4rem; border-radius: 50%; background: var(--soft); stroke-width: 1.5; color: var(--quiet); }
.timeline .main svg { color: var(--accent); fill: currentColor; }
.timeline .good svg { color: var(--good); }
.timeline .bad svg { color: var(--bad); }
.timeline .bad .what { color: var(--bad); }
.timeline .what { margin: .1rem 0 0; }
.timeline .when { margin: .1rem 0 0; font-size: .875rem; text-align: right; font-variant-numeric: tabular-nums; }
.timeline .detail { margin: .1rem 0 0; padding: 0; list-style: none; color: var(--quiet); font-size: .9375rem; overflow-wrap: anywhere; }
.timeline .when .quiet { display: block; }

@media (max-width: 40rem) {
  .timeline > li { grid-template-columns: 1.75rem minmax(0, 1fr); }
  .timeline .when { grid-column: 2; text-align: left; }
  .timeline .when .quiet { display: inline; }
}
`;
