import { expect, test } from 'vitest'

import type { HostFacts } from '../../src/results/types.ts'
import { baselineThresholds } from '../../src/verdict/baseline-thresholds.ts'
import { environmentFingerprint } from '../../src/verdict/fingerprint.ts'
import { printThreshold } from '../../src/verdict/threshold.ts'
import {
  exampleConnect,
  exampleDocument,
  exampleLatency,
  exampleThroughput,
} from '../support/documents/documents.ts'

test('a baseline holds each measured main figure, and times to at least 0.1 ms', () => {
  const document = exampleDocument([exampleLatency(), exampleThroughput(), exampleConnect()])
  expect(baselineThresholds(document, 0.2).map(printThreshold)).toEqual([
    'latency.p50 regress < 20% and < 100us',
    'download.mbps regress < 20%',
    'connect.rate regress < 20%',
  ])
})

test('a fingerprint covers what makes runs comparable, and nothing else', () => {
  const document = exampleDocument([])
  const withClient = (given: Partial<HostFacts>): string => {
    const { environment } = document
    return environmentFingerprint({
      ...document,
      environment: { ...environment, client: { ...environment.client, ...given } },
    })
  }
  const own = environmentFingerprint(document)
  expect(own).toMatch(/^linux-x64-[0-9a-f]{8}$/)
  expect(withClient({ load: 7, steal: 0.2, runner: 'another', memory: 1 })).toBe(own)
  expect(withClient({ cpuCount: 64 })).not.toBe(own)
  expect(withClient({ cpuModel: 'Another' })).not.toBe(own)
  expect(environmentFingerprint({ ...document, target: { ...document.target, host: '127.0.0.1' } })).not.toBe(
    own,
  )
  expect(withClient({ platform: '../../etc', arch: '/' })).toMatch(/^etc--[0-9a-f]{8}$/)
})
