// The overview: its filter, its headlines, its charts; and the live tail. The two drawings of a chart stand in the page,
// one is shown.

export const CHARTS = `
:root { --part-0: #5a32c8; --part-1: #b5540a; --part-2: #2b6ca3; --part-3: #7a5200; --part-4: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --part-0: #a58bff; --part-1: #f0934a; --part-2: #6fb2ea; --part-3: #e3b75c; --part-4: #ff8a7d; } }
.range { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; }
.range .field { flex: 1 1 11rem; max-width: 18rem; }
.headlines { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1px; margin: 0; overflow: hidden; background: var(--line); border: 1px solid var(--line); border-radius: .9rem; box-shadow: var(--shadow); }
.headlines > div { padding: 1rem 1.25rem; background: var(--card); }
.headlines dt { font-size: .875rem; color: var(--quiet); }
.headlines dd { margin: .1rem 0 0; font-size: .875rem; }
.headlines b { display: block; font-size: 1.75rem; line-height: 1.25; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.chart h2 { margin-bottom: .3rem; }
.pair > .chart { display: flex; flex-direction: column; }
.pair > .chart .numbers { margin-top: auto; padding-top: .75rem; }
.legend { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin: 0 0 .6rem; padding: 0; list-style: none; font-size: .875rem; }
.legend li { display: inline-flex; align-items: center; gap: .5rem; }
.swatch { width: 1.5rem; height: 1rem; flex: none; stroke: none; }
.picture { display: block; width: 100%; height: auto; margin: .5rem 0; stroke: none; }
.picture.small { display: none; }
.picture text { fill: var(--quiet); font-size: 12px; font-variant-numeric: tabular-nums; }
.picture .name { fill: var(--ink); font-size: 13.5px; font-weight: 600; }
.picture .value { font-size: 13px; }
.picture .grid { stroke: var(--line); stroke-width: 1; }
.picture .zero { stroke: var(--field); stroke-width: 1; }
.picture .trough { fill: var(--soft); }
.picture .mark { stroke: var(--ink); stroke-width: 3; }
.columns { shape-rendering: crispEdges; }
.times { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem; margin: 1rem 0 0; padding-top: 1rem; border-top: 1px solid var(--line); }
.times dt { font-size: .8125rem; color: var(--quiet); }
.times + p { margin-top: .5rem; font-size: .875rem; }
.times dd { margin: 0; font-size: 1.25rem; font-weight: 650; }
.ground { stroke: none; }
.lines { stroke: var(--card); stroke-width: 1.75; fill: none; }
.part-0 .ground { fill: var(--part-0); }
.part-1 .ground { fill: var(--part-1); }
.part-2 .ground { fill: var(--part-2); }
.part-3 .ground { fill: var(--part-3); }
.part-4 .ground { fill: var(--part-4); }
.numbers summary { display: inline-block; padding: .6rem 0; color: var(--accent); cursor: pointer; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .18em; }
.numbers[open] summary { margin-bottom: .5rem; }
.tail { margin: 0; padding: 0; list-style: none; }
.tail li { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr) auto; gap: 0 1rem; align-items: baseline; padding: .55rem 0; border-bottom: 1px solid var(--line); }
.tail li:last-child { border-bottom: 0; }
.tail time { color: var(--quiet); font-variant-numeric: tabular-nums; }
.tail .what { font-weight: 600; }
.tail .bad { color: var(--bad); }
.tail .detail { color: var(--quiet); overflow-wrap: anywhere; }
.tail a { font: .875rem/1.5 var(--mono); }
.tail .new { animation: arrived 2.5s; }
@keyframes arrived { from { background: var(--soft); } }
.tail-bar { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; min-height: 2.75rem; margin-bottom: .75rem; }
.tail-bar h2, .tail-bar p { margin: 0; }
.tail-bar p { flex: 1; }
[hidden] { display: none; }

@media (prefers-reduced-motion: reduce) { .tail .new { animation: none; } }
@media (max-width: 40rem) {
  .tail li { grid-template-columns: 4.5rem minmax(0, 1fr); }
  .tail a { grid-column: 2; }
  .range .field { max-width: none; flex-basis: 9rem; }
  .range button { flex: 1 0 100%; }
  .headlines { grid-template-columns: 1fr 1fr; }
  .headlines > div { padding: .8rem 1rem; }
  .headlines > div:first-child { grid-column: 1 / -1; }
  .picture.wide { display: none; }
  .picture.small { display: block; }
}
`;
