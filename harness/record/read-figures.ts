import { inspect } from 'node:util'

import { callSite } from '../../src/call-site.ts'
import type { CallSite } from '../../src/call-site.ts'
import type { Measurement } from '../../src/results/types.ts'

/** Fields that say how a measurement was made and whether to trust it, and counts, which are exact in any case. */
const ABOUT: ReadonlySet<string> = new Set([
  'kind',
  'client',
  'asked',
  'direction',
  'bidirectional',
  'transport',
  'loop',
  'busyPoll',
  'unknown',
  'cpu',
  'ends',
  'validity',
  'sent',
  'received',
  'bytes',
])

/** A measurement that is not trustworthy, and what a test read of it. */
export interface Reading {
  readonly measurement: Measurement
  /** Names of the figures. */
  readonly figures: Set<string>
  /** Where the test first read one. */
  site: CallSite
  /** Whether the test read `validity` too, and so can decide for itself. */
  knows: boolean
}

const originals = new WeakMap<object, Measurement>()

/** The plain measurement behind one whose figures are watched; any other value as it is. */
export function originalOf<Value>(value: Value): Value | Measurement {
  return (typeof value === 'object' && value !== null && originals.get(value)) || value
}

/**
 * A measurement that notes which of its figures are read: `expect(latency.avg).toBeLessThan(5)` gives a matcher of vitest's a
 * number, which says nothing about trust.
 */
export function watchFigures<One extends Measurement>(measurement: One): readonly [One, Reading] {
  const reading: Reading = { measurement, figures: new Set(), site: '', knows: false }
  const watched = { ...measurement }
  for (const [name, value] of Object.entries(measurement)) {
    const get = (): unknown => {
      if (name === 'validity') reading.knows = true
      else if (!ABOUT.has(name)) {
        if (reading.site === '') reading.site = callSite(get)
        reading.figures.add(name)
      }
      return value
    }
    Object.defineProperty(watched, name, { get, enumerable: true })
  }
  // Printed as the plain object.
  Object.defineProperty(watched, inspect.custom, { value: () => measurement })
  originals.set(watched, measurement)
  return [watched, reading]
}

/** Whether a failed assertion was about a figure that was read: its `actual` is that number. */
export function isAbout({ measurement, figures }: Reading, actual: unknown): boolean {
  const number = typeof actual === 'string' ? Number(actual) : actual
  // A whole number could be that of anything.
  if (typeof number !== 'number' || Number.isNaN(number) || Number.isInteger(number)) return false
  return Object.entries(measurement).some(([name, value]) => figures.has(name) && holds(value, number))
}

function holds(value: unknown, number: number): boolean {
  if (typeof value !== 'object' || value === null) return value === number
  return Object.values(value).some((inner) => holds(inner, number))
}
