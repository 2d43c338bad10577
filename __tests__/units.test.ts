import { describe, expect, test } from 'vitest'

import { bytes, mbps, milliseconds } from '../src/units.ts'
import type { Duration, Size } from '../src/units.ts'

describe('a duration in milliseconds', () => {
  test.each<[Duration, number]>([
    [0, 0],
    [250, 250],
    [0.5, 0.5],
    [1e-7, 1e-7],
    [86_400_000, 86_400_000],
    ['250us', 0.25],
    ['5ms', 5],
    ['2s', 2000],
    ['1.5s', 1500],
    ['.5s', 500],
    ['3min', 180_000],
    ['0s', 0],
  ])('%s is %d ms', (value, expected) => {
    expect(milliseconds(value)).toBe(expected)
  })

  test('white space around it and before its unit does not matter', () => {
    expect(milliseconds(' 5 ms ')).toBe(5)
  })

  test('a number without a unit may be text, as on a command line', () => {
    expect(milliseconds('40')).toBe(40)
  })

  test.each([-1, Number.NaN, Infinity, -Infinity])('the number %d is refused', (value) => {
    expect(() => milliseconds(value)).toThrow(
      valueError(`Expected a duration such as 500ms or 2s, of 24 hours at most, got '${value}'.`),
    )
  })

  test.each([
    '',
    ' ',
    'ms',
    '5 hours',
    '5MB',
    '5MS',
    '-5ms',
    '+5ms',
    '1e3ms',
    '1,5s',
    '5.',
    '5ms 5ms',
    '0x10',
  ])("the text '%s' is refused", (value) => {
    expect(() => milliseconds(value)).toThrow(
      valueError(`Expected a duration such as 500ms or 2s, of 24 hours at most, got '${value}'.`),
    )
  })
})

describe('a size in bytes', () => {
  test.each<[Size, number]>([
    [0, 0],
    [1500, 1500],
    ['12B', 12],
    ['3kB', 3000],
    ['10MB', 10_000_000],
    ['1GB', 1_000_000_000],
    ['1KiB', 1024],
    ['10MiB', 10_485_760],
    ['2GiB', 2_147_483_648],
    ['1.5KiB', 1536],
    ['0.25MiB', 262_144],
  ])('%s is %d bytes', (value, expected) => {
    expect(bytes(value)).toBe(expected)
  })

  test('is rounded to a whole byte', () => {
    expect(bytes(10.4)).toBe(10)
    expect(bytes('1.0006kB')).toBe(1001)
  })

  test.each(['10mb', '10KB', '10Mbit', '10s', 'MB', '-1MB', ''])("the text '%s' is refused", (value) => {
    expect(() => bytes(value)).toThrow(valueError(`Expected a size such as 10MB or 10MiB, got '${value}'.`))
  })

  test('a negative number is refused', () => {
    expect(() => bytes(-1)).toThrow(valueError("Expected a size such as 10MB or 10MiB, got '-1'."))
  })
})

describe('a rate in Mbps', () => {
  test.each([
    // 1,250,000 bytes are 10,000,000 bits.
    [1_250_000, 1, 10],
    [1_250_000, 0.5, 20],
    [10_485_760, 2, 41.943_04],
    [0, 1, 0],
  ])('%d bytes in %d s are %d Mbps', (byteCount, seconds, expected) => {
    expect(mbps(byteCount, seconds)).toBe(expected)
  })

  test('is not known where no time passed', () => {
    expect(mbps(1000, 0)).toBeNull()
    expect(mbps(1000, -1)).toBeNull()
  })
})

function valueError(message: string): object {
  return expect.objectContaining({ name: 'WyndrvrError', code: 'ERR_WYNDRVR_VALUE', message })
}
