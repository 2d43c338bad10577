import { inspect } from 'node:util'

import { describe, expect, test } from 'vitest'

import { isAbout, originalOf, watchFigures } from '../../../harness/record/read-figures.ts'
import { exampleLatency, exampleLoaded } from '../../support/documents/documents.ts'

const validity = { ok: false, reasons: ['Noise.'] }

describe('a watched measurement', () => {
  test('notes the figures that are read, and nothing that is about the measurement', () => {
    const [latency, reading] = watchFigures(exampleLatency({ avg: 7.25, validity }))
    expect([latency.kind, latency.asked.payload]).toEqual(['latency', 14])
    expect(reading.figures.size).toBe(0)
    expect(latency.avg).toBe(7.25)
    expect([[...reading.figures], reading.knows]).toEqual([['avg'], false])
  })

  test('knows whether its validity was read', () => {
    const [latency, reading] = watchFigures(exampleLatency({ validity }))
    expect(latency.validity.ok).toBe(false)
    expect(reading.knows).toBe(true)
  })

  test('is equal to the measurement, and copied and printed like it', () => {
    const plain = exampleLatency({ validity })
    const [watched] = watchFigures(plain)
    expect({ ...watched }).toEqual(plain)
    expect(structuredClone(watched)).toEqual(plain)
    expect(JSON.stringify(watched)).toBe(JSON.stringify(plain))
    expect(inspect(watched)).toBe(inspect(plain))
    expect(originalOf(watched)).toBe(plain)
    expect([originalOf(plain), originalOf(null), originalOf(5)]).toEqual([plain, null, 5])
  })
})

test('a failure is about a figure if its value is that figure', () => {
  const [latency, reading] = watchFigures(exampleLatency({ avg: 7.25, p99: 9.5, lost: 3, validity }))
  expect([latency.avg, latency.lost]).toEqual([7.25, 3])
  // vitest prints some values before it reports them.
  expect([isAbout(reading, 7.25), isAbout(reading, '7.25')]).toEqual([true, true])
  // p99 was not read, and 3 may be the number of anything.
  expect([9.5, 3, '3', Number.NaN, undefined, 'x'].map((actual) => isAbout(reading, actual))).toEqual(
    Array.from({ length: 6 }, () => false),
  )
  const [loaded, inner] = watchFigures(exampleLoaded({ validity }))
  expect(isAbout(inner, loaded.idle.avg)).toBe(!Number.isInteger(loaded.idle.avg))
})
