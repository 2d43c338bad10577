import { counted } from '../../text/count.ts'
import { markup, NOTHING } from './markup.ts'
import type { Html, Part } from './markup.ts'
import { plotSvg } from './plot-svg.ts'
import type { Chart } from './plot-svg.ts'
import { keyOf, MOST_SERIES } from './series-look.ts'

/** Rows of a table that are written. */
const MOST_ROWS = 500

/** A table; its first column names the rows. Nothing without rows. */
export function table(title: string, columns: readonly string[], rows: readonly (readonly Part[])[]): Html {
  if (rows.length === 0) return NOTHING
  const left = rows.length - MOST_ROWS
  return markup`<div class="wide" role="group" aria-label="${title}" tabindex="0">
<table>
<caption>${title}</caption>
<thead><tr>${columns.map((column) => markup`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows
  .slice(0, MOST_ROWS)
  .map(
    ([first = '', ...cells]) =>
      markup`<tr><th scope="row">${first}</th>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`,
  )}</tbody>
</table>
</div>
${left > 0 ? markup`<p>And ${counted(left, 'more row')}.</p>` : NOTHING}`
}

/**
 * A chart, or several below each other, with a title, what one sees in them, and the names of their series.
 * @param says sentences
 */
export function figure(
  title: string,
  says: string,
  charts: readonly Chart[],
  series: readonly string[] = [],
): Html {
  const left = series.length - MOST_SERIES
  const names = series.slice(0, MOST_SERIES)
  return markup`<figure>
<figcaption><strong>${title}.</strong> ${says}${left > 0 ? markup` The first ${MOST_SERIES} of ${series.length} are drawn.` : NOTHING}</figcaption>
${names.length < 2 ? NOTHING : markup`<ul class="keys">${names.map((name, place) => markup`<li>${keyOf(place)} ${name}</li>`)}</ul>`}
<div class="wide" role="group" aria-label="${title}" tabindex="0">${charts.map(
    (chart) =>
      markup`${chart.name === undefined ? NOTHING : markup`<p class="panel">${chart.name}</p>\n`}${plotSvg(chart.name ?? title, chart)}`,
  )}</div>
</figure>
`
}

/** What is not needed at first sight. Nothing without content. */
export function folded(title: string, content: Html): Html {
  if (content.text === '') return NOTHING
  return markup`<details><summary>${title}</summary>
${content}</details>
`
}

/**
 * A part of the page. Nothing without content.
 * @param level of its heading
 */
export function section(title: string, content: readonly Html[], level: 2 | 3 = 2): Html {
  return content.every(({ text }) => text === '')
    ? NOTHING
    : markup`<section>
<h${level} class="part">${title}</h${level}>
${content}</section>
`
}
