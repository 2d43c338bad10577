import { describe, expect, test } from 'vitest'

import { gradeOf, latencyFigures, loadedPhase } from '../../src/stats/loaded.ts'
import { responsiveness, RPM_FORMULAS } from '../../src/stats/responsiveness.ts'
import type { LoadedFacts } from '../../src/stats/responsiveness.ts'
import { hostSaturated } from '../../src/stats/validity.ts'

const FACTS: LoadedFacts = {
  formula: RPM_FORMULAS.tcp,
  probes: { connect: [10, 30], exchange: [40, 40], self: [60] },
  goodput: [100, 100, 100, 100],
  rtts: [50, 50, 50, 50],
  connections: 4,
  rate: 10,
  reason: 'No figure.',
}

const LOAD = { downloadMbps: 94, uploadMbps: null, responsiveness: responsiveness(FACTS) }

/** Probes that all have the same time. */
function probes(rtt: number, count = 100): { readonly rtts: readonly number[]; readonly lost: number } {
  return { rtts: Array.from({ length: count }, () => rtt), lost: 0 }
}

describe('a phase under load', () => {
  test('has the increase over the idle phase', () => {
    const phase = loadedPhase(latencyFigures(probes(2)), probes(42), LOAD)
    expect(phase.increase).toEqual({ p50: 40, p95: 40, p99: 40 })
    expect(phase).toMatchObject({ sent: 100, received: 100, p50: 42, downloadMbps: 94, uploadMbps: null })
  })

  test('has no increase if either figure is unknown', () => {
    const few = latencyFigures(probes(2, 50))
    expect(loadedPhase(few, probes(42), LOAD).increase).toEqual({ p50: 40, p95: 40, p99: null })
    const idle = latencyFigures(probes(2))
    expect(loadedPhase(idle, probes(42, 50), LOAD).increase).toEqual({ p50: 40, p95: 40, p99: null })
    expect(loadedPhase(idle, { rtts: [], lost: 0 }, LOAD).increase).toEqual({
      p50: null,
      p95: null,
      p99: null,
    })
    // Two of a hundred lost: p99 falls on one of them.
    expect(loadedPhase(idle, { ...probes(42, 98), lost: 2 }, LOAD).increase).toEqual({
      p50: 40,
      p95: 40,
      p99: null,
    })
  })
})

describe('the grade', () => {
  const withP95 = (p95: number | null): Parameters<typeof gradeOf>[0][number] => ({
    increase: { p50: 1000, p95, p99: 1000 },
  })

  test('is that of the largest increase of p95', () => {
    const graded = gradeOf([withP95(3), withP95(70), withP95(20)])
    expect(graded).toMatchObject({ grade: 'C', increase: 70 })
    expect(gradeOf([withP95(null), withP95(-0.5), withP95(null)])).toMatchObject({
      grade: 'A+',
      increase: -0.5,
    })
  })

  test('is null if no increase is known', () => {
    expect(gradeOf([withP95(null), withP95(null), withP95(null)])).toBeNull()
  })
})

describe('responsiveness', () => {
  test('has its formula, its parameters and its three times beside it', () => {
    expect(responsiveness(FACTS)).toEqual({
      rpm: 1500,
      formula: 'draft-ietf-ippm-responsiveness-09, TCP only',
      parameters: { MAD: 4, TMP: 0.95, SDT: 0.05, ID: 0.5, INP: 4, INC: 0, MNP: 4, MPS: 10, PTC: 0.05 },
      times: { connect: 20, exchange: 40, self: 60 },
      confidence: 'high',
      reason: null,
    })
  })

  test('gives a reason, and the known times, if one of them is missing', () => {
    expect(responsiveness({ ...FACTS, probes: { ...FACTS.probes, self: [] } })).toMatchObject({
      rpm: null,
      times: { connect: 20, exchange: 40, self: null },
      confidence: null,
      reason: 'No figure.',
    })
  })
})

describe('a host whose CPUs were busy', () => {
  test.each([
    [null, 0],
    [0.94, 0],
    [0.95, 1],
    [1, 1],
  ])('for a share of %d gives %d notes', (share, notes) => {
    expect(hostSaturated(share)).toHaveLength(notes)
  })
})
