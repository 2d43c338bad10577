import { describe, expect, onTestFinished, test } from 'vitest'

import { comparer } from '../../../harness/fixtures/compare.ts'
import { leaseServer } from '../../../harness/fixtures/server.ts'
import type { SpecServer } from '../../../harness/fixtures/server.ts'
import { TimeBudget } from '../../../harness/fixtures/time-budget.ts'
import { placeOwnProcesses } from '../../../harness/programs/own-processes.ts'
import { cpusText } from '../../../src/host/cpu-list.ts'
import { startServer } from '../../../src/server/start-server.ts'
import { ALLOWED, CANNOT_PLACE, cpusOf } from '../../support/machine/cpus-of.ts'
import { childrenOf } from '../../support/programs/processes.ts'

const EVERYWHERE = cpusText(ALLOWED)

describe.skipIf(CANNOT_PLACE)('while a comparison runs', () => {
  test('a comparison moves a server of the harness, with its workers, to the CPUs of the programs, and back afterwards', async () => {
    const { server, pid } = await ownServer({ mode: 'process', workers: 2 })
    const all = [pid, ...childrenOf(pid)]
    const places = (): readonly string[] => [...new Set(all.flatMap(cpusOf))]
    const placed = placeOwnProcesses([server.port, server.port], 'auto')
    expect(placed.programs).not.toBe(EVERYWHERE)
    expect(places()).toEqual([placed.programs])
    placed[Symbol.dispose]()
    expect(all).toHaveLength(3)
    expect(places()).toEqual([EVERYWHERE])
  })

  test('it stays if the harness does not own the other arm, or without a placement', async () => {
    const { server, pid } = await ownServer({})
    await using foreign = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    for (const placed of [
      placeOwnProcesses([server.port, foreign.address.port], 'auto'),
      placeOwnProcesses([server.port], 'none'),
    ]) {
      expect(placed.programs).toBeNull()
      expect(cpusOf(pid)).toEqual([EVERYWHERE])
      placed[Symbol.dispose]()
    }
  })

  test('the comparison says so in the document', async () => {
    const { server } = await ownServer({})
    const compare = comparer({
      signal: new AbortController().signal,
      budget: new TimeBudget(60_000),
      keep: ({ comparisons }) => expect(comparisons[0]?.placement).toMatchObject({ asked: 'auto' }),
      warn: async () => undefined,
    })
    const compared = await compare({ base: server, head: server }, (link) => link.latency({ count: 10 }), {
      budget: '2s',
      margin: 0.9,
    })
    const { programs, latency } = compared.comparisons[0]?.placement ?? {}
    expect([programs, latency]).not.toContain(null)
    expect(programs).not.toBe(EVERYWHERE)
  })
})

/** A server as a spec has it, and the id of its process. */
async function ownServer(
  options: Parameters<typeof leaseServer>[1],
): Promise<{ readonly server: SpecServer; readonly pid: number }> {
  const before = childrenOf(process.pid)
  const { server, end } = await leaseServer(undefined, options)
  onTestFinished(end)
  const pid = childrenOf(process.pid).find((child) => !before.includes(child))
  return { server, pid: pid ?? 0 }
}
