import { plain } from '../plain.ts'

/** Samples under one name. */
export interface Family {
  /** With its unit at the end; that of a counter ends in `_total`. */
  readonly name: string
  readonly type: 'gauge' | 'counter' | 'summary'
  /** `''` for none. */
  readonly unit: string
  /** A sentence without its period. */
  readonly help: string
  readonly samples: readonly Sample[]
}

/** A number, and what it belongs to. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/**
 * Families as Prometheus reads them, in the text format that its node exporter reads too. Without a counter, this is also valid
 * OpenMetrics 1.0.
 */
export function familiesText(families: readonly Family[]): string {
  return [...families.flatMap(linesOf), '# EOF', ''].join('\n')
}

function linesOf({ name, type, unit, help, samples }: Family): readonly string[] {
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === '' ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escaped(help)}.`,
    ...samples.map(({ labels, value }) => `${name}${labelsText(labels)} ${numberText(value)}`),
  ]
}

function labelsText(labels: Sample['labels']): string {
  const all = Object.entries(labels).map(([name, value]) => `${name}="${escaped(plain(String(value)))}"`)
  return all.length === 0 ? '' : `{${all.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
}

/** With the digits that a conversion of units leaves: 0.12 ms is 0.00012 s, not 0.00011999999999999999. */
function numberText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : '+Inf'
}
