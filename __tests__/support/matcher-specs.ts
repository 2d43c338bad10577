/** Specs that use the matchers; the first word of a test's name is what is to become of it. */

/** Measurements as a link gives them are in `measured.json`. */
const MEASURED = `import { readFileSync } from 'node:fs'
import { describe } from 'vitest'
import { expect, test } from 'wyndrvr/vitest'

const { fast, slow, untrusted, open, worse } = JSON.parse(
  readFileSync(new URL('./measured.json', import.meta.url), 'utf8'),
)
`

/** Every way in which a matcher is used, with figures that pass, fail and can't be judged. */
export const MATCHERS = `${MEASURED}
test('passed: every matcher', () => {
  expect(fast).toHaveLatency({ p99: '< 5ms', p50: '< 1ms', loss: '<= 0%' })
  expect(fast).toHaveLatencyBelow('5ms', 'p99')
  expect(fast).toHaveLatencyBelow(5)
  expect(fast).toHaveLossBelow('0.1%')
  expect(fast).toHaveJitterBelow('1ms')
  expect(fast).toMeet('latency.p99 < 5ms')
  expect([fast, fast]).toMeet(['latency.p99 < 5ms', 'latency.avg < 1ms'])
  expect(worse).toMeet('latency.p50 regress < 50%')
  expect(worse).toBeNoWorse({ margin: '50%' })
  expect(worse).toCostAtMost('25%')
})
test('passed: with not', () => {
  expect(slow).not.toHaveLatency({ p99: '< 5ms' })
  expect(worse).not.toBeNoWorse()
  expect(worse).not.toCostAtMost('10%')
})
test('passed: within another assertion', () => {
  expect({ fast, slow }).toEqual({
    fast: expect.toHaveLatencyBelow('5ms'),
    slow: expect.not.toHaveLatencyBelow('5ms'),
  })
})
test('passed: polled until it is fast', async () => {
  const answers = [slow, untrusted, fast]
  await expect.poll(() => answers.shift() ?? fast, { timeout: 10_000 }).toHaveLatencyBelow('5ms')
  expect(answers).toEqual([])
})
test('passed: tried again', { retry: 1 }, ({ task }) => {
  expect(task.result?.retryCount === 1 ? fast : slow).toHaveLatencyBelow('5ms')
})
test('failed: a limit', () => expect(slow).toHaveLatency({ p99: '< 5ms' }))
test('failed: with not', () => expect(fast).not.toHaveLatencyBelow('5ms'))
test('failed: softly, twice', () => {
  expect.soft(slow).toHaveLatencyBelow('5ms', 'p50')
  expect.soft(slow).toHaveLatencyBelow('5ms', 'p99')
})
test('failed: polled until the time is up', async () => {
  await expect.poll(() => slow, { timeout: 100 }).toHaveLatencyBelow('5ms')
})
test('failed: within another assertion', () => {
  expect({ slow }).toEqual({ slow: expect.toHaveLatencyBelow('5ms') })
})
test('failed: a comparison', () => expect(worse).toBeNoWorse())
test('failed: a figure that there is not', () => expect(fast).toMeet('latency.p999 < 5ms'))
test('failed: a metric that was not measured', () => expect(fast).toMeet('download > 1Mbit/s'))
test('failed: no measurement', () => expect(undefined).toHaveLatencyBelow('5ms'))
test('failed: a promise', () => expect(Promise.resolve(fast)).toHaveLatencyBelow('5ms'))

test('skipped: not to be trusted', () => {
  expect(untrusted).toHaveLatencyBelow('5ms')
  throw new Error('never comes here')
})
test('skipped: measured again, in vain', async ({ link, task }) => {
  const few = await link.latency({ count: 3 })
  expect(task.meta.wyndrvr).toHaveLength(1)
  expect(few).toHaveLatencyBelow('5s', 'p50')
})
test('skipped: with not', () => expect(untrusted).not.toHaveLatencyBelow('5ms'))
test('skipped: with resolves', async () => {
  await expect(Promise.resolve(untrusted)).resolves.toHaveLatencyBelow('5ms')
})
test('skipped: inconclusive', () => expect(open).toBeNoWorse())
test('skipped: softly, at its end', () => {
  expect.soft(untrusted).toHaveLatencyBelow('5ms')
  expect.soft(untrusted).not.toHaveLatencyBelow('5ms')
  expect(1).toBe(1)
})
test('skipped: polled until the time is up', async () => {
  await expect.poll(() => untrusted, { timeout: 100 }).toHaveLatencyBelow('5ms')
})
test('skipped: within another assertion', () => {
  expect({ untrusted }).toEqual({ untrusted: expect.toHaveLatencyBelow('5ms') })
})
test('skipped: and not tried again', { retry: 2 }, () => expect(untrusted).toHaveLatencyBelow('5ms'))

test('failed: after a soft one that was not judged', () => {
  expect.soft(untrusted).toHaveLatencyBelow('5ms')
  expect(1).toBe(2)
})
test('failed: before one that is not judged', () => {
  expect.soft(slow).toHaveLatencyBelow('5ms')
  expect(untrusted).toHaveLatencyBelow('5ms')
})
test('failed: softly before a soft one that is not judged', () => {
  expect.soft(slow).toHaveLatencyBelow('5ms')
  expect.soft(untrusted).toHaveLatencyBelow('5ms')
})

test('failed: strict by its option', () => {
  expect(untrusted).toHaveLatencyBelow('5ms', 'p99', { strict: true })
})
test('failed: strict with not', () => {
  expect(untrusted).not.toHaveLatencyBelow('5ms', 'p99', { strict: true })
})
describe('strict', () => {
  test.override('strict', true)
  test('failed: strict by the fixture', () => expect(untrusted).toHaveLatencyBelow('5ms'))
  test('skipped: the option goes first', () => {
    expect(untrusted).toHaveLatencyBelow('5ms', 'p99', { strict: false })
  })
})
`

/** Baselines of a run that is in `measured.json`, and of a link. */
export const BASELINES = `${MEASURED}
const { run } = JSON.parse(readFileSync(new URL('./measured.json', import.meta.url), 'utf8'))

test('run', () => {
  expect(run).toMatchBaseline('a run')
})
test('link', async ({ link }) => {
  expect(await link.latency({ count: 50, busyPoll: false })).toMatchBaseline('a link', {
    thresholds: ['latency.p50 regress < 500% and < 60s'],
  })
})
`
