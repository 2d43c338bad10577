import type { Measurement } from '../../results/types.ts'
import { plain } from '../plain.ts'
import { reportOf } from '../kinds.ts'
import type { Paint, Role } from './paint.ts'
import { wrap } from './width.ts'

/** Whether the figures are trustworthy: first those that are not, with the reasons, then notes on the others. */
export function trustSection(
  measurements: readonly Measurement[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const invalid = measurements.filter(({ validity }) => !validity.ok)
  const noted = measurements.filter(({ validity }) => validity.ok && validity.reasons.length > 0)
  const role = invalid.length === 0 ? 'good' : 'bad'
  const about = (each: Role) => (measurement: Measurement) => reasonLines(measurement, each, columns, paint)
  return [
    ...wrap(verdict(measurements.length, invalid.length), columns).map((line) => paint(role, line)),
    ...invalid.flatMap(about('bad')),
    ...(noted.length > 0 ? [paint('note', 'Notes on trustworthy figures:')] : []),
    ...noted.flatMap(about('note')),
  ]
}

function verdict(all: number, invalid: number): string {
  if (invalid === 0)
    return `✓ ${all === 1 ? 'The measurement is' : `All ${all} measurements are`} trustworthy.`
  const subject = all === 1 ? 'The measurement' : `${invalid} of ${all} measurements`
  return `✗ ${subject} ${invalid === 1 ? 'is' : 'are'} not trustworthy:`
}

function reasonLines(measurement: Measurement, role: Role, columns: number, paint: Paint): readonly string[] {
  const name = `${reportOf(measurement).nameOf(measurement)}:`
  const [first = '', ...others] = wrap(
    `${name} ${plain(measurement.validity.reasons.join(' '))}`,
    columns - 4,
  )
  return [
    `  ${paint(role, first.slice(0, name.length))}${first.slice(name.length)}`,
    ...others.map((line) => `    ${line}`),
  ]
}
