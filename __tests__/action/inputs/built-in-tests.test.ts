import { expect, test } from 'vitest'

import { builtInSteps } from '../../../src/action/inputs/built-in-tests.ts'
import type { Dialect } from '../../../src/results/types.ts'

/** The tests that run by default, those over UDP with a mark. */
function byDefault(dialect: Dialect): readonly string[] {
  return builtInSteps([], 1000, dialect).map(({ test: name, transport }) =>
    transport === 'udp' ? `${name} (UDP)` : name,
  )
}

test('the built-in suite measures what the dialect of the server has', () => {
  expect(byDefault('native')).toEqual([
    'latency',
    'download',
    'upload',
    'loaded',
    'latency (UDP)',
    'bidirectional (UDP)',
  ])
  expect(byDefault('seed')).toEqual(['latency', 'download', 'upload'])
  expect(byDefault('iperf3')).toEqual(['download', 'upload', 'bidirectional (UDP)'])
})

test('tests that are named are tried in any dialect', () => {
  expect(builtInSteps(['latency', 'connect'], 1000, 'iperf3').map(({ test: name }) => name)).toEqual([
    'latency',
    'connect',
  ])
})
