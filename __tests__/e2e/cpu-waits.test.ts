import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

import { beforeEach, describe, expect, test, vi } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import type { LatencyMeasurement } from '../../src/results/types.ts'
import { start } from '../support/programs/processes.ts'
import { wyndrvr } from '../support/programs/bins.ts'
import { serve } from './cli/commands.ts'

describe.runIf(process.platform === 'linux')('beside busy programs on its CPU', () => {
  beforeEach(() => {
    vi.stubEnv('WYNDRVR_IGNORE_CPU_WAITS', '')
  })

  test('a client says that its figures cannot be trusted', async () => {
    await using server = await serve()
    const measurement = await besideLoops(server.port, 'taskset -c 0')
    expect(measurement?.validity.ok).toBe(false)
    expect(measurement?.validity.reasons).toContainEqual(
      expect.stringMatching(
        /^The client waited for a CPU for \d+ % of the time, because other programs used it/,
      ),
    )
  })

  // Whether it waits long enough also depends on the client.
  test('a server says for how long it waited', async () => {
    await using server = await serve('--workers', '1')
    execFileSync('taskset', ['-a', '-p', '-c', '0', String(server.child.pid)])
    const measurement = await besideLoops(server.port, '')
    expect(measurement?.ends.server?.waitShare).toBeGreaterThan(0)
  })
})

/** Measures latency beside busy loops on CPU 0. They end by themselves if this test is killed. */
async function besideLoops(port: string, place: string): Promise<LatencyMeasurement | undefined> {
  const words = wyndrvr(
    `client --json --placement none --port ${port} --test latency --count 300 --no-busy-poll`,
  )
  const others = `for i in $(seq ${availableParallelism() * 2}); do timeout 60 taskset -c 0 sh -c 'while :; do :; done' & done`
  const script = `${others}; ${place} "$0" "$@"; code=$?; kill $(jobs -p); exit $code`
  const { stdout } = await start('bash', ['-c', script, process.execPath, ...words]).ended
  return readDocument(stdout, 'stdout').measurements.find((each) => each.kind === 'latency')
}
