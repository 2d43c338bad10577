import { describe, expect, test } from 'vitest'

import { planSuite } from '../../src/suite/plan.ts'
import type { PlannedStep, SuiteStep } from '../../src/suite/kinds.ts'

describe('the planned time', () => {
  test('of a latency test is its duration, or its schedule', () => {
    expect(lengthOf({ test: 'latency', latency: { duration: '75s' } })).toEqual({ seconds: 75, amount: null })
    const schedule = lengthOf({ test: 'latency', latency: { count: 101, interval: '20ms' } })
    expect(schedule.seconds).toBeCloseTo(2)
    expect(schedule.amount).toBe(101)
    expect(lengthOf({ test: 'latency', latency: { count: 1_000_000 } }).seconds).toBe(0)
    expect(lengthOf({ test: 'latency' })).toEqual({ seconds: 0, amount: 10 })
  })

  test('of a transfer is its warm-up and its duration, or its amount at its rate', () => {
    const timed = { duration: '10s', warmup: '2s' } as const
    expect(lengthOf({ test: 'download', throughput: timed })).toEqual({ seconds: 12, amount: null })
    const paced = lengthOf({
      test: 'upload',
      throughput: { size: '10MB', rate: '8Mbit/s', warmup: '1s' },
    })
    expect(paced.seconds).toBeCloseTo(11)
    expect(paced.amount).toBe(10_000_000)
    expect(lengthOf({ test: 'download', throughput: { size: '1GB' } }).seconds).toBe(0)
  })

  test('of a bidirectional transfer covers the amount of both directions', () => {
    const length = lengthOf({ test: 'bidirectional', throughput: { size: 1000 } })
    expect(length).toEqual({ seconds: 0, amount: 2000 })
  })

  test('of datagrams is their duration, or their amount at its rate', () => {
    const udp = { test: 'download', transport: 'udp' } as const
    expect(lengthOf(udp)).toEqual({ seconds: 5, amount: null })
    const datagrams = { size: '1MB', payload: 1000, rate: '8Mbit/s' } as const
    expect(lengthOf({ ...udp, datagrams }).seconds).toBeCloseTo(1)
  })

  test('of loaded latency is that of four phases and their warm-ups', () => {
    expect(lengthOf({ test: 'loaded' })).toEqual({ seconds: 24, amount: null })
    expect(lengthOf({ test: 'loaded', loaded: { duration: '1s', warmup: '0.5s' } }).seconds).toBe(6)
  })

  test('of a connect test is its duration', () => {
    expect(lengthOf({ test: 'connect' })).toEqual({ seconds: 2, amount: null })
    expect(lengthOf({ test: 'connect', connectRate: { duration: '500ms' } }).seconds).toBe(0.5)
    expect(lengthOf({ test: 'connect', connectRate: { count: 1000 } })).toEqual({ seconds: 0, amount: 1000 })
  })
})

describe('the steps', () => {
  test('are latency, download and upload by default', () => {
    expect(planSuite({}).native.map(({ test: name, kind }) => [name, kind])).toEqual([
      ['latency', 'latency'],
      ['download', 'throughput'],
      ['upload', 'throughput'],
    ])
  })

  test('use the options of the suite, unless they have their own', () => {
    const {
      native: [first, second],
    } = planSuite({
      tests: ['latency', { test: 'latency', latency: { interval: 3 } }],
      latency: { count: 4 },
    })
    expect(first).toMatchObject({ plan: { count: 4, interval: null }, options: { latency: { count: 4 } } })
    expect(second).toMatchObject({ plan: { count: 10, interval: 3 }, options: { latency: { interval: 3 } } })
  })

  test('measure datagrams over UDP', () => {
    const steps = planSuite({ transport: 'udp', tests: ['latency', 'bidirectional'] }).native
    expect(steps).toMatchObject([
      { kind: 'latency', plan: { transport: 'udp' } },
      { kind: 'datagram', test: 'bidirectional' },
    ])
  })

  test('depend on the dialect in a full suite', () => {
    const kinds = (steps: readonly PlannedStep[]): readonly string[] => steps.map(({ kind }) => kind)
    const { native, seed } = planSuite({ tests: 'full' })
    expect(kinds(native)).toEqual([
      'latency',
      'latency',
      'throughput',
      'throughput',
      'throughput',
      'loaded',
      'connect',
      'latency',
      'datagram',
    ])
    expect(kinds(seed)).toEqual(['latency', 'throughput', 'throughput', 'connect'])
    expect(native[2]).toMatchObject({ plan: { seconds: 2, bytes: null } })
    expect(seed[1]).toMatchObject({ plan: { seconds: null, bytes: 10 * 2 ** 20 } })
  })
})

describe('an option out of range is refused', () => {
  test('in a step', () => {
    const tests = [{ test: 'download', throughput: { streams: 0 } }] as const
    expect(() => planSuite({ tests })).toThrow('streams must be a whole number from 1 to 128')
  })

  test('in the suite, even if no test uses it', () => {
    const options = { tests: ['latency'], throughput: { streams: 0 } } as const
    expect(() => planSuite(options)).toThrow('streams must be a whole number from 1 to 128')
  })

  test.each(['loaded', 'connect'] as const)('for UDP in the %s test', (name) => {
    expect(() => planSuite({ tests: [{ test: name, transport: 'udp' }] })).toThrow(
      `The test ${name} runs only over TCP. Leave it out, or use TCP.`,
    )
  })
})

function lengthOf(step: SuiteStep): PlannedStep['length'] {
  const [planned] = planSuite({ tests: [step] }).native
  if (planned === undefined) throw new Error('The suite has no step.')
  return planned.length
}
