import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { MOST_SAMPLES, MOST_SLICES, samplesIn } from '../../src/results/samples.ts'
import { SampleRecorder, streamSlices } from '../../src/stats/sample-recorder.ts'

describe('a recorder of samples', () => {
  test('keeps every probe in the order of sending, however late it was answered or lost', () => {
    const recorder = new SampleRecorder()
    recorder.add(1, 10_000_000, 250_000)
    recorder.add(2, 20_000_000, 200_001)
    // It was lost after the others had been answered.
    recorder.add(0, 0, null)
    recorder.add(3, 30_000_000, 300_000)
    const samples = recorder.samples(1.5)
    expect(samples).toEqual({
      from: 1.5,
      every: 1,
      at: [0, 10_000_000, 10_000_000, 10_000_000],
      rtt: [null, 250_000, -49_999, 99_999],
    })
    expect(samplesIn(samples)).toEqual([
      { at: 1.5, rtt: null },
      { at: 1.51, rtt: 0.25 },
      { at: 1.52, rtt: 0.200001 },
      { at: 1.53, rtt: 0.3 },
    ])
  })

  test('returns any times as they were', () => {
    const probes = fc.array(fc.tuple(fc.nat(1e9), fc.option(fc.integer({ min: 1, max: 1e9 }))), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(probes, (all) => {
        const recorder = new SampleRecorder()
        for (const [number, [at, rtt]] of all.entries()) recorder.add(number, at, rtt)
        expect(samplesIn(recorder.samples())).toEqual(
          all.map(([at, rtt]) => ({ at: at / 1e9, rtt: rtt === null ? null : rtt / 1e6 })),
        )
      }),
    )
  })

  test('leaves out probes of which nothing is known', () => {
    const recorder = new SampleRecorder()
    recorder.add(0, 0, 5)
    recorder.add(9, 90, 7)
    expect(recorder.samples()).toEqual({ from: 0, every: 1, at: [0, 90], rtt: [5, 2] })
  })

  test('keeps the slowest of each few of too many, and of those the lost ones', () => {
    const recorder = new SampleRecorder()
    const count = MOST_SAMPLES * 3
    for (let number = 0; number < count; number += 1) {
      const rtt = number === 5 ? null : number === 20_002 ? 99 : number === count - 1 ? 77 : 10
      recorder.add(number, number * 100, rtt)
    }
    const samples = recorder.samples()
    expect(samples.every).toBe(4)
    expect(samples.rtt).toHaveLength(count / 4)
    const kept = samplesIn(samples)
    expect(kept.filter(({ rtt }) => rtt !== 10 / 1e6)).toEqual([
      { at: 500 / 1e9, rtt: null },
      { at: 2_000_200 / 1e9, rtt: 99 / 1e6 },
      { at: ((count - 1) * 100) / 1e9, rtt: 77 / 1e6 },
    ])
  })
})

describe('the slices of a stream', () => {
  test('are its intervals', () => {
    expect(streamSlices([])).toEqual({ every: 1, bytes: [] })
    expect(streamSlices([5, 0, 7])).toEqual({ every: 1, bytes: [5, 0, 7] })
  })

  test('are sums of neighbors if they are too many', () => {
    const { every, bytes } = streamSlices(Array.from({ length: MOST_SLICES * 2 + 1 }, () => 3))
    expect(every).toBe(4)
    expect(bytes).toHaveLength(Math.ceil((MOST_SLICES * 2 + 1) / 4))
    expect(bytes[0]).toBe(12)
    expect(bytes.at(-1)).toBe(3)
  })
})
