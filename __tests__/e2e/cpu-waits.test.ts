import { availableParallelism } from 'node:os'

import { expect, test } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import { start } from '../support/programs/processes.ts'
import { wyndrvr } from '../support/programs/bins.ts'
import { serve } from './cli/commands.ts'

test.runIf(process.platform === 'linux')(
  'a client that shares its CPU with busy programs says that its figures cannot be trusted',
  async () => {
    await using server = await serve()
    const words = wyndrvr(
      `client --json --placement none --port ${server.port} --test latency --count 300 --no-busy-poll`,
    )
    // The loops end by themselves if this test is killed.
    const others = `for i in $(seq ${availableParallelism() * 2}); do timeout 60 taskset -c 0 sh -c 'while :; do :; done' & done`
    const script = `${others}; taskset -c 0 "$0" "$@"; code=$?; kill $(jobs -p); exit $code`
    const env = { ...process.env, WYNDRVR_OVERLAP: '1', WYNDRVR_IGNORE_CPU_WAITS: '' }
    const { stdout } = await start('bash', ['-c', script, process.execPath, ...words], { env }).ended
    const [measurement] = readDocument(stdout, 'stdout').measurements
    expect(measurement?.validity.ok).toBe(false)
    expect(measurement?.validity.reasons).toContainEqual(
      expect.stringMatching(
        /^The client waited for a CPU for \d+ % of the time, because other programs used it/,
      ),
    )
  },
)
