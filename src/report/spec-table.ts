import { formatHostPort } from '../address.ts'
import type { Measurement, ResultDocument, SpecMeasured, SpecResult } from '../results/types.ts'

const MARKS: Readonly<Record<SpecResult['state'], string>> = { passed: '✓', failed: '×', skipped: '↓' }

/**
 * What the specs of a document have measured, as a table for a terminal: a line a measurement, each spec's name on its first.
 * Targets are named where a file's specs have several: a server of each file's own needs no name.
 */
export function specTableLines({ measurements, specs = [] }: ResultDocument): readonly string[] {
  if (specs.length === 0) return []
  const rows = specs.flatMap(({ file, name, state, attempts, measured }): Row[] => {
    const several = targetsOf(specs.filter((spec) => spec.file === file)).size > 1
    const tries = attempts > 1 ? ` (attempt ${attempts})` : ''
    const first: Row = [`${MARKS[state]} ${plain(name)}${tries}`, '', '']
    const found = measured.flatMap(({ measurement, ...to }): Row[] => {
      const each = measurements[measurement]
      if (each === undefined) return []
      const way = several ? `  ${targetOf(to)}` : ''
      return [['', ...figuresOf(each, way)]]
    })
    const [head, ...rest] = found
    return head === undefined ? [first] : [[first[0], head[1], head[2]], ...rest]
  })
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return [
    '',
    ' Network',
    ...rows.map((row) =>
      ` ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
    ),
    ...(measurements.some(({ validity }) => !validity.ok)
      ? [' (!) not to be trusted: the document says why']
      : []),
    '',
  ]
}

/** A measurement in a few words: what it was, and its main figures. */
export function figuresOf(measurement: Measurement, behind = ''): readonly [what: string, figures: string] {
  const [what, figures] = words(measurement)
  return [what, `${measurement.validity.ok ? '' : '(!) '}${figures.join('  ')}${behind}`]
}

type Row = readonly [name: string, what: string, figures: string]

function words(measurement: Measurement): readonly [what: string, figures: readonly string[]] {
  switch (measurement.kind) {
    case 'latency': {
      const { avg, p50, p99, max, sent, lost } = measurement
      const percentiles = [
        ['avg', avg],
        ['p50', p50],
        ['p99', p99],
        ['max', max],
      ] as const
      return [
        'latency',
        [...percentiles.map(([name, value]) => `${name} ${figure(value, 'ms')}`), `${lost} of ${sent} lost`],
      ]
    }
    case 'throughput': {
      const { direction, mbps, bytes, seconds } = measurement
      return [direction, [figure(mbps, 'Mbps'), `${figure(bytes / 1e6, 'MB')} in ${figure(seconds, 's')}`]]
    }
    case 'connect': {
      const { rate, p50, p99, failed } = measurement
      return [
        'connect',
        [
          figure(rate, 'per second'),
          `p50 ${figure(p50, 'ms')}`,
          `p99 ${figure(p99, 'ms')}`,
          `${failed} failed`,
        ],
      ]
    }
    case 'datagram': {
      const { direction, mbps, loss, jitter } = measurement
      return [
        `udp ${direction}`,
        [
          `${figure(loss === null ? null : loss * 100, '%')} lost`,
          figure(mbps, 'Mbps'),
          `jitter ${figure(jitter, 'ms')}`,
        ],
      ]
    }
    default: {
      const { idle, download, upload, bidirectional } = measurement
      const phases = { idle, download, upload, both: bidirectional }
      return ['loaded', Object.entries(phases).map(([name, { p95 }]) => `${name} p95 ${figure(p95, 'ms')}`)]
    }
  }
}

function figure(value: number | null, unit: string): string {
  return value === null ? 'n/a' : `${value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3))} ${unit}`
}

function targetsOf(specs: readonly SpecResult[]): ReadonlySet<string> {
  return new Set(specs.flatMap(({ measured }) => measured.map(targetOf)))
}

function targetOf({ target, via }: Omit<SpecMeasured, 'measurement'>): string {
  return plain(`${formatHostPort(target)}${via === null ? '' : ` via ${via}`}`)
}

/** Names may come from anywhere, and a terminal obeys control characters. */
function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, ' ').slice(0, 200)
}
