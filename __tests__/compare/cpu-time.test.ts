import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { compare } from '../../src/compare/compare.ts'
import type { ArmOptions } from '../../src/compare/arm-plan.ts'
import { freePort } from '../../src/host/free-port.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import { startBackgroundServer } from '../../src/server/background.ts'
import { skipUndecided } from '../support/machine/busy-machine.ts'

const RELAY = fileURLToPath(new URL('../../bench/calibrate/spinning-relay.js', import.meta.url))

const ON_LINUX = process.platform === 'linux'

/** A relay that spins for a time (µs) on each message of the client. */
async function relay(to: number, spin: number): Promise<ArmOptions & { command: readonly string[] }> {
  const port = await freePort()
  return {
    host: '127.0.0.1',
    port,
    command: [process.execPath, RELAY, String(port), String(to), String(spin)],
  }
}

test.runIf(ON_LINUX)(
  'a program that uses more CPU time is worse, and only what was named is judged',
  async ({ skip }) => {
    await using server = await startBackgroundServer({ host: '127.0.0.1', port: 0 })
    const { document, error } = await compare({
      base: await relay(server.address.port, 0),
      head: await relay(server.address.port, 200),
      measure: ['cpu.latency'],
      budget: '8s',
    })
    expect(error).toBeNull()
    expect(readDocument(writeDocument(document), 'a comparison')).toEqual(document)
    const { comparisons, verdicts } = document
    expect(comparisons.filter(({ judged }) => judged !== false).map(({ metric }) => metric)).toEqual([
      'cost.cpu.latency',
    ])
    expect(comparisons.map(({ metric }) => metric)).toContain('latency.p50')
    const [verdict] = verdicts
    skipUndecided(verdicts, skip)
    expect(verdict).toMatchObject({ metric: 'cost.cpu.latency', verdict: 'worse' })
    const { base, head, unit, better } = comparisons.find(({ metric }) => metric === 'cost.cpu.latency') ?? {}
    expect({ unit, better }).toEqual({ unit: 'ms/1000', better: 'lower' })
    // 1000 round trips spin for 200 ms, or less if the program waits for a CPU meanwhile.
    expect(Number(head) - Number(base)).toBeGreaterThan(100)
  },
)

test.runIf(ON_LINUX)('the pid of a program that runs already tells its CPU time', async () => {
  await using server = await startBackgroundServer({ host: '127.0.0.1', port: 0 })
  const arm = { ...server.address, pid: server.pid }
  const { document, error } = await compare({
    base: arm,
    head: arm,
    measure: ['cpu.connect', 'cpu.download', 'cpu.upload'],
    margin: 0.9,
    budget: '4s',
  })
  expect(error).toBeNull()
  const cpu = document.comparisons.filter(({ metric }) => metric.startsWith('cost.cpu.'))
  expect(cpu.map(({ metric }) => metric)).toEqual([
    'cost.cpu.download',
    'cost.cpu.upload',
    'cost.cpu.connect',
  ])
  for (const { base, head } of cpu) expect(Math.min(Number(base), Number(head))).toBeGreaterThan(0)
})

test('CPU time is not read unless it is named', async () => {
  await using server = await startBackgroundServer({ host: '127.0.0.1', port: 0 })
  const { document } = await compare({
    base: server.address,
    head: server.address,
    measure: ['latency'],
    margin: 0.9,
    budget: '2s',
  })
  expect(document.comparisons.filter(({ metric }) => metric.startsWith('cost.cpu.'))).toEqual([])
})
