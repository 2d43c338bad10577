import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

import { expect, test } from 'vitest'

const WATCH = `
  const { LoopWatch } = await import(process.argv[1])
  const { performance } = await import('node:perf_hooks')
  const watch = new LoopWatch()
  const until = performance.now() + 1000
  while (performance.now() < until);
  console.log(watch.stop().waitShare)`

test.runIf(process.platform === 'linux')('a thread that shares its CPU with others waits for it', () => {
  const cpus = availableParallelism()
  const others = `for i in $(seq ${cpus * 2}); do taskset -c 0 sh -c 'while :; do :; done' & done`
  const watched = `taskset -c 0 "$0" --input-type=module -e "$1" "$2"`
  const script = `${others}; ${watched}; kill $(jobs -p)`
  const module = new URL('../../src/host/loop-watch.ts', import.meta.url).href
  const share = Number(
    execFileSync('bash', ['-c', script, process.execPath, WATCH, module], {
      encoding: 'utf8',
      env: { ...process.env, WYNDRVR_OVERLAP: '0' },
    }),
  )
  // Of 2n + 1 threads on one CPU, each waits for 2n / (2n + 1) of the time.
  expect(share).toBeGreaterThan(0.4)
  expect(share).toBeLessThanOrEqual(1)
})
