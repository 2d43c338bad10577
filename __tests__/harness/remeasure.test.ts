import { expect, test } from 'vitest'

import { measureUntilTrusted } from '../../harness/remeasure.ts'
import type { LatencyMeasurement } from '../../src/results/types.ts'
import { exampleLatency } from '../support/documents/documents.ts'

const TRUSTED = exampleLatency()

function untrusted(reason: string): LatencyMeasurement {
  return exampleLatency({ validity: { ok: false, reasons: [reason] } })
}

/** Measures what is given, in that order; what was told, and which one counts. */
async function measured(
  results: readonly LatencyMeasurement[],
  left = Number.POSITIVE_INFINITY,
): Promise<{
  readonly counts: LatencyMeasurement
  readonly tries: number
  readonly said: readonly string[]
}> {
  const said: string[] = []
  let tries = 0
  const counts = await measureUntilTrusted(
    async () => results[tries++] ?? TRUSTED,
    (result) => [result],
    { left: () => left, onAgain: async (sentence) => void said.push(sentence) },
  )
  return { counts, tries, said }
}

test('what can be trusted is measured once', async () => {
  expect(await measured([TRUSTED])).toEqual({ counts: TRUSTED, tries: 1, said: [] })
})

test('what can not is measured again, and it is said why', async () => {
  expect(await measured([untrusted('Noise.'), TRUSTED])).toEqual({
    counts: TRUSTED,
    tries: 2,
    said: ['Measured again, since the figures were not to be trusted: Noise.'],
  })
})

test('the third one counts, whatever it is', async () => {
  const third = untrusted('Still noise.')
  const found = await measured([untrusted('Noise.'), untrusted('More noise.'), third, TRUSTED])
  expect(found.tries).toBe(3)
  expect(found.counts).toBe(third)
})

test('the same reasons twice are no chance', async () => {
  const found = await measured([untrusted('3 samples.'), untrusted('3 samples.'), TRUSTED])
  expect(found.tries).toBe(2)
  expect(found.counts.validity.ok).toBe(false)
})

test('nothing is measured again that there is no time for', async () => {
  expect((await measured([untrusted('Noise.'), TRUSTED], -1)).tries).toBe(1)
})

test('both directions have to be trusted', async () => {
  let tries = 0
  await measureUntilTrusted(
    async () => (tries++ === 0 ? [TRUSTED, untrusted('Noise.')] : [TRUSTED, TRUSTED]),
    (result) => result,
    { left: () => 1000, onAgain: async () => undefined },
  )
  expect(tries).toBe(2)
})
