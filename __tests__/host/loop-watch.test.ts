import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

import { expect, test } from 'vitest'

import { LoopWatch } from '../../src/host/loop-watch.ts'

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
  // Measurements that overlap wait for a core as all others do.
  const env = { ...process.env, WYNDRVR_OVERLAP: '1', WYNDRVR_IGNORE_CPU_WAITS: '' }
  const share = Number(
    execFileSync('bash', ['-c', script, process.execPath, WATCH, module], { encoding: 'utf8', env }),
  )
  // Of 2n + 1 threads on one CPU, each waits for 2n / (2n + 1) of the time.
  expect(share).toBeGreaterThan(0.4)
  expect(share).toBeLessThanOrEqual(1)
})

test('CPU waits are unknown if the environment says to ignore them', () => {
  // As vitest.config.ts sets it for tests.
  expect(process.env['WYNDRVR_IGNORE_CPU_WAITS']).toBe('1')
  expect(new LoopWatch().stop().waitShare).toBeNull()
})

test('a delay is taken once', () => {
  const watch = new LoopWatch()
  const until = performance.now() + 50
  while (performance.now() < until);
  expect(watch.takeDelay()).toBeGreaterThanOrEqual(40)
  expect(watch.takeDelay()).toBeLessThan(40)
  expect(watch.stop().loopDelay).toBeGreaterThanOrEqual(40)
})
