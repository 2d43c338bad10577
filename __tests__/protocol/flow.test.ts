import { describe, expect, test } from 'vitest'

import {
  decodeSecret,
  encodeSecret,
  flowObstacle,
  plannedDatagrams,
  plannedSeconds,
} from '../../src/protocol/flow.ts'

const MBIT = { payload: 1250, rate: 1e6 }

describe('a flow that keeps its schedule', () => {
  test.each([
    // 100 datagrams a second; the first one is sent immediately.
    [{ seconds: 1, bytes: null }, 100, 1],
    [{ seconds: 0.991, bytes: null }, 100, 0.991],
    [{ seconds: 0.99, bytes: null }, 99, 0.99],
    [{ seconds: 0.001, bytes: null }, 1, 0.001],
    [{ seconds: 0, bytes: null }, 1, 0],
    [{ seconds: null, bytes: 125_000 }, 100, 1],
    [{ seconds: null, bytes: 125_001 }, 101, 1.01],
    [{ seconds: null, bytes: 1 }, 1, 0.01],
  ])('of %j has %d datagrams in %d s', (amount, datagrams, seconds) => {
    expect(plannedDatagrams({ ...MBIT, ...amount })).toBe(datagrams)
    expect(plannedSeconds({ ...MBIT, ...amount })).toBeCloseTo(seconds, 9)
  })
})

test('a flow with too many datagrams, or longer than a day, is rejected', () => {
  const flood = { payload: 16, rate: 1e11, bytes: null }
  expect(flowObstacle({ ...flood, seconds: 5 })).toBeNull()
  expect(flowObstacle({ ...flood, seconds: 6 })).toMatch(
    /^A flow must have fewer than 4294967296 datagrams\. /,
  )
  const slow = { payload: 1250, rate: 1000, seconds: null }
  expect(flowObstacle({ ...slow, bytes: 10_800_000 })).toBeNull()
  expect(flowObstacle({ ...slow, bytes: 10_801_250 })).toMatch(
    /^At 1000 bit\/s the flow would take longer than/,
  )
})

test('a secret has 22 characters, and other lengths are rejected', () => {
  const secret = Buffer.from('fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0', 'hex')
  expect(encodeSecret(secret)).toMatch(/^[\w-]{22}$/)
  expect(decodeSecret(encodeSecret(secret))).toEqual(secret)
  expect(decodeSecret(encodeSecret(secret.subarray(1)))).toBeNull()
})
