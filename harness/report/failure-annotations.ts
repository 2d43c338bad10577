import { relative } from 'node:path'

import { figuresOf } from '../../src/report/spec-table.ts'
import type { FailurePlace } from './collect.ts'

/**
 * GitHub workflow commands that annotate each failure at its line, with the figures measured before it.
 * @param folder the checkout; file names are relative to it
 */
export function annotations(places: readonly FailurePlace[], folder: string): readonly string[] {
  return lastOfEach(places).map(({ spec, file, line, column, message, measurements }) => {
    const figures = measurements.map((measurement) => figuresOf(measurement).join(': '))
    const properties = {
      file: relative(folder, file).replaceAll('\\', '/'),
      line: String(line),
      col: String(column),
      title: `wyndrvr: ${spec}`,
    }
    const words = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`)
    return `::error ${words.join(',')}::${escapeData([message, ...figures].join('\n'))}`
  })
}

/** One place for each line of a spec: each attempt of a retried spec has failed there, and the figures are those of the last. */
function lastOfEach(places: readonly FailurePlace[]): readonly FailurePlace[] {
  const keyOf = ({ spec, file, line }: FailurePlace): string => JSON.stringify([spec, file, line])
  return [...new Map(places.map((place) => [keyOf(place), place])).values()]
}

/** Escapes like the `@actions/core` package. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
