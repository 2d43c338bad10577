import { expect, test } from 'vitest'

import {
  checkHost,
  checkOneOf,
  checkOptions,
  checkPort,
  checkWhole,
  readWhole,
  usageError,
  valueError,
} from '../src/check.ts'
import { WyndrvrError } from '../src/errors.ts'
import { exampleLatency } from './support/documents/documents.ts'

test.each<[what: string, check: () => unknown, sentence: string]>([
  [
    'a misspelt option',
    () => checkOptions('latency', { cuont: 5 }, { count: true, duration: true }),
    "latency has no option 'cuont'. Did you mean 'count'?",
  ],
  [
    'an option unlike any other',
    () => checkOptions('latency', { speed: 5 }, { count: true, duration: true }),
    "latency has no option 'speed'. It takes count, duration.",
  ],
  [
    'a fraction',
    () => checkWhole('count', 1.5, 1, 9),
    "count must be a whole number from 1 to 9, got '1.5'.",
  ],
  [
    'less than the least',
    () => checkWhole('count', 0, 1, 9),
    "count must be a whole number from 1 to 9, got '0'.",
  ],
  [
    'more than the most',
    () => checkWhole('count', 10, 1, 9),
    "count must be a whole number from 1 to 9, got '10'.",
  ],
  [
    'NaN',
    () => checkWhole('count', Number.NaN, 1, 9),
    "count must be a whole number from 1 to 9, got 'NaN'.",
  ],
  ['port 0', () => checkPort('port', 0), "port must be a whole number from 1 to 65535, got '0'."],
  [
    'port 65536',
    () => checkPort('port', 65_536, 0),
    "port must be a whole number from 0 to 65535, got '65536'.",
  ],
  ['an empty host', () => checkHost('host', ''), "host must be a name or an address, got ''."],
  ['a number as host', () => checkHost('host', 7), "host must be a name or an address, got '7'."],
  ['an unknown word', () => checkOneOf('mode', 'fork', ['a', 'b']), "mode must be one of a, b, got 'fork'."],
])('%s is rejected with the rule and the value', (_, check, sentence) => {
  expect(check).toThrow(new WyndrvrError('ERR_WYNDRVR_VALUE', sentence))
})

test('values within their rule are returned', () => {
  expect(checkWhole('count', 9, 1, 9)).toBe(9)
  expect(checkPort('port', 0, 0)).toBe(0)
  expect(checkPort('port', 65_535)).toBe(65_535)
  expect(checkHost('host', '::1')).toBe('::1')
  expect(checkOneOf('mode', 'b', ['a', 'b'])).toBe('b')
})

test.each([
  ['7', 7],
  ['0', null],
  ['10', null],
  ['7.0', null],
  [' 7', null],
  ['', null],
  ['-1', null],
])('the text %j is read as %j', (text, value) => {
  expect(readWhole(text, 1, 9)).toBe(value)
})

test('a value error quotes the value', () => {
  expect(valueError('name must be short', 'long').message).toBe("name must be short, got 'long'.")
})

test('a usage error keeps its cause', () => {
  const cause = new Error('why')
  expect(usageError('Options exclude each other.', { cause })).toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    cause,
  })
})

test('an error has what was measured, but printing it does not show that', () => {
  const measurement = exampleLatency()
  const error = new WyndrvrError('ERR_WYNDRVR_LOST', 'Lost.', { measurements: [measurement] })
  expect(error.measurement).toBe(measurement)
  expect(Object.keys(error)).not.toContain('measurement')
  // As vitest prints it.
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: 'WyndrvrError',
    code: 'ERR_WYNDRVR_LOST',
    message: 'Lost.',
  })
})
