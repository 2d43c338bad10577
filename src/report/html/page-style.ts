import { Html } from './markup.ts'

/** The look of the page, light and dark, on a screen and on paper. */
export const PAGE_STYLE = new Html(`:root {
  color-scheme: light dark;
  --text: light-dark(#1c2024, #e6e8eb);
  --aside: light-dark(#50575e, #a9b1b9);
  --page: light-dark(#ffffff, #14171a);
  --rule: light-dark(#d4d8dc, #3a4047);
  --band: light-dark(#dbe7f5, #24374d);
  --bad: light-dark(#b01020, #ff8a8a);
  --c0: light-dark(#0b62c4, #6cb6ff);
  --c1: light-dark(#b3400a, #ff9a62);
  --c2: light-dark(#1a7f37, #57d364);
  --c3: light-dark(#7a3fd0, #c297ff);
  --c4: light-dark(#8a6100, #e3b341);
  --c5: light-dark(#b02f80, #ff80c8);
}
body {
  margin: 0;
  background: var(--page);
  color: var(--text);
  font: 16px/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
main { max-width: 960px; margin: 0 auto; padding: 16px 24px 48px; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.35rem; margin-top: 2.5rem; border-top: 2px solid var(--rule); padding-top: 1rem; }
.part { font-size: 1.15rem; margin: 2rem 0 0.5rem; border: 0; padding: 0; }
a { color: var(--c0); }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--c0); outline-offset: 2px; }
.wide { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: 4px; }
th, td { text-align: left; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--rule); font-weight: normal; min-width: 5.5rem; }
th { overflow-wrap: break-word; }
thead th { color: var(--aside); border-bottom-width: 2px; white-space: nowrap; }
tbody th { min-width: 9rem; }
.fail, .worse, .invalid { color: var(--bad); font-weight: 600; }
figure { margin: 1.25rem 0; }
figcaption { font-size: 0.9rem; }
figure .wide > svg { display: block; min-width: 720px; width: 100%; height: auto; }
.panel { margin: 6px 0 0; font-size: 0.85rem; font-weight: 600; }
.keys { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 20px; margin: 6px 0 0; padding: 0; font-size: 0.85rem; }
.key { vertical-align: middle; fill: none; }
details { margin: 0.75rem 0; }
summary { cursor: pointer; font-weight: 600; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  figure, tr { break-inside: avoid; }
  .wide { overflow: visible; }
  figure .wide > svg { min-width: 0; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
}
`)
