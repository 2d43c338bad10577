/** A parsed chart. */
export interface ReadChart {
  readonly places: readonly string[]
  readonly unit: string
  readonly top: number
  readonly series: readonly { readonly name: string | null; readonly values: readonly number[] }[]
}

const LABEL = '"[\\p{L}\\p{N} .,()/+_-]{1,40}"'
const NUMBER = '\\d+(?:\\.\\d+)?'

/** All Mermaid charts of a text. */
export function chartsIn(markdown: string): readonly string[] {
  return Array.from(markdown.matchAll(/^```mermaid\n(.*?)^```$/gms), ([, chart = '']) => chart)
}

/**
 * Parses a chart with a grammar narrower than Mermaid's: quoted labels of harmless characters, plain numbers, one figure per
 * label, and none above the axis.
 * @throws {Error} if it does not match
 */
export function readChart(text: string): ReadChart {
  const [init = '', keyword, x = '', y = '', ...lines] = text.replace(/\n$/, '').split('\n')
  const config: unknown = JSON.parse(/^%%\{init: (\{.*\})\}%%$/.exec(init)?.[1] ?? 'null')
  if (config === null || keyword !== 'xychart-beta')
    throw new Error(`Not the start of a wyndrvr chart: ${text}`)
  const places =
    matched(x, `^    x-axis (?:${LABEL} )?\\[(${LABEL}(?:, ${LABEL})*)\\]$`)[1]?.slice(1, -1).split('", "') ??
    []
  const [, unit = '', top = ''] = matched(y, `^    y-axis (${LABEL}) 0 --> (${NUMBER})$`)
  const series = lines.map((line) => {
    const [, name = null, list = ''] = matched(
      line,
      `^    (?:bar|line) (?:(${LABEL}) )?\\[(${NUMBER}(?:, ${NUMBER})*)\\]$`,
    )
    return { name, values: list.split(', ').map(Number) }
  })
  const chart = { places, unit, top: Number(top), series }
  if (new Set(places).size !== places.length) throw new Error(`A place stands twice: ${x}`)
  for (const { values } of series) {
    if (values.length !== places.length) throw new Error(`Not a figure for each place: ${text}`)
    if (Math.max(...values) > chart.top) throw new Error(`A figure lies above the axis: ${text}`)
  }
  if (series.length === 0) throw new Error(`A chart of nothing: ${text}`)
  return chart
}

function matched(line: string, pattern: string): RegExpExecArray {
  const match = new RegExp(pattern, 'u').exec(line)
  if (match === null) throw new Error(`No line of ours: ${line}`)
  return match
}
