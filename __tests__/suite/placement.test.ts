import { describe, expect, test } from 'vitest'

import { cpusText } from '../../src/host/cpu-list.ts'
import { Placer } from '../../src/host/placer.ts'
import { startBackgroundServer } from '../../src/server/background.ts'
import { runConcurrent } from '../../src/suite/concurrent.ts'
import { planSuite } from '../../src/suite/plan.ts'
import { runPlannedSuite, runSuite } from '../../src/suite/suite.ts'
import type { SuiteOptions } from '../../src/suite/suite.ts'
import { ALLOWED, CANNOT_PLACE, cpusOf } from '../support/machine/cpus-of.ts'

const EVERYWHERE = cpusText(ALLOWED)
const FIRST = String(ALLOWED[0])

/** A suite that notes where this process is during each kind of test. */
function watched(seen: Map<string, readonly string[]>): SuiteOptions {
  return {
    latency: { count: 3, busyPoll: false },
    throughput: { size: 1_000_000 },
    tests: ['latency', 'download'],
    listener: {
      onProbe: () => void seen.set('latency', cpusOf(process.pid)),
      onInterval: ({ kind }) => kind === 'throughput' && void seen.set('transfers', cpusOf(process.pid)),
    },
  }
}

describe.skipIf(CANNOT_PLACE)('placement of a suite', () => {
  test.each(['auto', 'none', FIRST])('%s', async (placement) => {
    const before = cpusOf(process.pid)
    using placer = new Placer(placement)
    await using server = await startBackgroundServer({ host: '127.0.0.1', port: 0, placer })
    const programs = cpusOf(server.pid)
    const seen = new Map<string, readonly string[]>()
    const options = { ...server.address, ...watched(seen) }
    const { document, error } = await runPlannedSuite(options, planSuite(options), { placer })

    expect(error).toBeNull()
    const placed = document.environment.placement
    if (placement === 'none') expect(placed).toBeUndefined()
    else expect(placed).toMatchObject({ asked: placement, reason: null })
    expect(programs).toEqual([placed?.programs ?? EVERYWHERE])
    expect(seen.get('latency')).toEqual([placed?.latency ?? EVERYWHERE])
    expect(seen.get('transfers')).toEqual([placed?.transfers ?? EVERYWHERE])
    expect(cpusOf(process.pid)).toEqual(before)
  })

  test('by default nothing moves', async () => {
    await using server = await startBackgroundServer({ host: '127.0.0.1', port: 0 })
    const seen = new Map<string, readonly string[]>()
    const { document } = await runSuite({ ...server.address, ...watched(seen) })
    expect(document.environment.placement).toBeUndefined()
    expect([...seen.values()]).toEqual([[EVERYWHERE], [EVERYWHERE]])
  })

  test('a failed suite gives its place back', async () => {
    const before = cpusOf(process.pid)
    const { error } = await runSuite({ host: '127.0.0.1', port: 1, placement: FIRST })
    expect(error?.code).toBe('ERR_WYNDRVR_CONNECT')
    expect(cpusOf(process.pid)).toEqual(before)
  })

  test('a CPU that this process may not use is refused before anything is measured', async () => {
    await expect(runSuite({ port: 5001, placement: '8000' })).rejects.toThrow(
      `placement '8000' names CPU 8000, but this process may use only ${EVERYWHERE}.`,
    )
  })

  test.each([
    { placement: FIRST, cpus: FIRST, reason: null },
    {
      placement: 'auto',
      cpus: null,
      reason: 'Processes were not placed on CPUs: concurrent clients need all CPUs.',
    },
  ])('$placement of concurrent clients', async ({ placement, cpus, reason }) => {
    const before = cpusOf(process.pid)
    await using server = await startBackgroundServer({ host: '127.0.0.1', port: 0 })
    let during: readonly string[] = []
    const results = await runConcurrent(
      2,
      { ...server.address, tests: ['latency'], latency: { count: 3, busyPoll: false }, placement },
      { listener: { onMeasurement: () => (during = cpusOf(process.pid)) } },
    )
    expect(results.map(({ document }) => document.environment.placement)).toMatchObject([
      { asked: placement, transfers: cpus, latency: cpus, reason },
      { asked: placement, transfers: cpus, latency: cpus, reason },
    ])
    expect(during).toEqual([cpus ?? EVERYWHERE])
    expect(cpusOf(process.pid)).toEqual(before)
  })
})
