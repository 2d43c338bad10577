import { expect, test } from 'vitest'

import { compare } from '../../src/compare/compare.ts'
import type { CompareProgress } from '../../src/compare/plan.ts'
import { startBackgroundServer } from '../../src/server/background.ts'
import { skipBusy } from '../support/machine/busy-machine.ts'
import type { Skip } from '../support/machine/busy-machine.ts'

const LOCAL = { host: '127.0.0.1', port: 0 } as const

test('a stopped comparison returns what was measured', async () => {
  await using server = await startBackgroundServer(LOCAL)
  const stop = new AbortController()
  const { document, error } = await compare({
    base: server.address,
    head: server.address,
    measure: ['upload'],
    // Too narrow for any decision.
    margin: 0.001,
    budget: '8s',
    signal: stop.signal,
    onProgress: () => stop.abort(),
  })
  expect(error?.code).toBe('ERR_WYNDRVR_ABORTED')
  expect(document.verdicts).toMatchObject([{ metric: 'upload.mbps', verdict: 'inconclusive' }])
  expect(document.comparisons[0]?.blocks.length).toBeGreaterThan(0)
})

/** Skips a test that acts at the first look at the data, if that came only when the budget was used up. */
function skipLate(first: CompareProgress | undefined, skip: Skip): void {
  const late = first === undefined || first.seconds >= first.budget
  skipBusy(late ? 'nothing was looked at before the budget was used up.' : null, skip)
}

test('a server that disappears makes the comparison invalid, and the data are kept', async ({ skip }) => {
  await using leaving = await startBackgroundServer(LOCAL)
  const heard: CompareProgress[] = []
  const { document, error } = await compare({
    // Both arms are the same server: two processes may differ enough for a decision at the first look.
    base: leaving.address,
    head: leaving.address,
    measure: ['latency'],
    margin: 0.001,
    budget: '6s',
    // The callback may run again before the loss is noticed.
    onProgress: (progress) => {
      heard.push(progress)
      if (heard.length === 1) process.kill(leaving.pid, 'SIGKILL')
    },
  })
  skipLate(heard[0], skip)
  expect(error?.message).toContain(`127.0.0.1:${leaving.address.port}`)
  const [comparison] = document.comparisons
  expect(comparison).toMatchObject({ verdict: 'invalid', validity: { ok: false } })
  expect(comparison?.sentence).toContain(error?.message)
  expect(comparison?.blocks.length).toBeGreaterThan(0)
})

test('an arm that hangs makes the comparison invalid when the budget is used up', async ({ skip }) => {
  const heard: CompareProgress[] = []
  await using server = await startBackgroundServer(LOCAL)
  await using hanging = await startBackgroundServer(LOCAL)
  const { document, error } = await compare({
    base: server.address,
    head: hanging.address,
    measure: ['download'],
    margin: 0.001,
    budget: '3s',
    onProgress: (progress) => {
      heard.push(progress)
      process.kill(hanging.pid, 'SIGSTOP')
    },
  })
  process.kill(hanging.pid, 'SIGCONT')
  skipLate(heard[0], skip)
  expect(error?.code).toBe('ERR_WYNDRVR_TIMEOUT')
  expect(document.verdicts).toMatchObject([{ metric: 'download.mbps', verdict: 'invalid' }])
})
