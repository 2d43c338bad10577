import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  amountIn,
  amountText,
  bitsPerSecond,
  bytes,
  exampleOf,
  mbps,
  milliseconds,
  timeoutOf,
  wholeBytes,
} from '../src/units.ts'
import type { Duration, Quantity, Rate, Size } from '../src/units.ts'

describe('a size of whole bytes', () => {
  test.each([
    [1200, 1200],
    ['1200', 1200],
    ['1.5kB', 1500],
    ['1.5KiB', 1536],
  ])('%s is %d bytes', (value, expected) => {
    expect(wholeBytes(value)).toBe(expected)
  })

  test.each([1200.5, '1200.5', '1.0006kB', '-1', 'many', Number.NaN])('%s is rejected', (value) => {
    expect(() => wholeBytes(value)).toThrow(
      valueError(`Expected whole bytes such as 1200 or 1.5kB, got '${value}'.`),
    )
  })
})

describe('a duration in milliseconds', () => {
  test.each<[Duration | '17.5 \u03BCs', number]>([
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
    ['1h', 3_600_000],
    ['17.5 \u00B5s', 0.0175],
    ['17.5 \u03BCs', 0.0175],
    ['0s', 0],
  ])('%s is %d ms', (value, expected) => {
    expect(milliseconds(value)).toBe(expected)
  })

  test('white space around it and before its unit is ignored', () => {
    expect(milliseconds(' 5 ms ')).toBe(5)
  })

  test('a number without a unit may be text, as on a command line', () => {
    expect(milliseconds('40')).toBe(40)
  })

  test.each([-1, Number.NaN, Infinity, -Infinity])('the number %d is rejected', (value) => {
    expect(() => milliseconds(value)).toThrow(
      valueError(`Expected a duration such as 500ms or 2s, up to 24 hours, got '${value}'.`),
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
  ])("the text '%s' is rejected", (value) => {
    expect(() => milliseconds(value)).toThrow(
      valueError(`Expected a duration such as 500ms or 2s, up to 24 hours, got '${value}'.`),
    )
  })
})

describe('a timeout in milliseconds', () => {
  test('is at least 1', () => {
    expect(timeoutOf('1ms')).toBe(1)
    expect(timeoutOf('0.5s')).toBe(500)
  })

  test.each([0, '0s', '999us'])('%s is rejected', (value) => {
    expect(() => timeoutOf(value)).toThrow(`timeout must be at least 1ms, got '${value}'.`)
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
    ['256KB', 256_000],
    ['0.001TB', 1_000_000_000],
    ['1TiB', 2 ** 40],
  ])('%s is %d bytes', (value, expected) => {
    expect(bytes(value)).toBe(expected)
  })

  test('is rounded to a whole byte', () => {
    expect(bytes(10.4)).toBe(10)
    expect(bytes('1.0006kB')).toBe(1001)
  })

  test.each(['10mB/s', '10Mbit', '10s', 'MB', '-1MB', ''])("the text '%s' is rejected", (value) => {
    expect(() => bytes(value)).toThrow(valueError(`Expected a size such as 10MB or 10MiB, got '${value}'.`))
  })

  test('a negative number is rejected', () => {
    expect(() => bytes(-1)).toThrow(valueError("Expected a size such as 10MB or 10MiB, got '-1'."))
  })
})

describe('a rate in bit/s', () => {
  test.each<[Rate | '50mbit', number]>([
    [1e6, 1e6],
    ['900Mbps', 9e8],
    ['900 Mbit/s', 9e8],
    ['1.5Gbps', 1.5e9],
    ['640kbps', 640_000],
    ['640Kbps', 640_000],
    ['640kb/s', 640_000],
    ['50mbps', 5e7],
    ['50mbit', 5e7],
    ['100MB/s', 8e8],
    ['1KiB/s', 8192],
    ['9600bps', 9600],
  ])('%s is %d bit/s', (value, expected) => {
    expect(bitsPerSecond(value)).toBe(expected)
  })
})

describe('a unit that people read in two ways is rejected with both, spelled out:', () => {
  test.each([
    ['64K', bytes, '64kB', '64KiB'],
    ['64k', wholeBytes, '64kB', '64KiB'],
    ['100M', bytes, '100MB', '100MiB'],
    ['1.5g', bytes, '1.5GB', '1.5GiB'],
    ['10mb', bytes, '10MB', '1.25MB'],
    ['100M', bitsPerSecond, '100Mbit/s', '100MB/s'],
    ['100MBps', bitsPerSecond, '100Mbit/s', '100MB/s'],
    ['100 MB', bitsPerSecond, '100Mbit/s', '100MB/s'],
    ['5m', milliseconds, '5min', '5ms'],
  ] as const)('%s', (text, read, one, other) => {
    expect(() => read(text)).toThrow(
      valueError(`'${text}' can be read in two ways. Write ${one} or ${other}.`),
    )
    expect(read(one)).toBeGreaterThan(0)
    expect(read(other)).toBeGreaterThan(0)
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

  test('is unknown if no time passed', () => {
    expect(mbps(1000, 0)).toBeNull()
    expect(mbps(1000, -1)).toBeNull()
  })
})

describe('an amount with its unit', () => {
  test.each<[string, Quantity, number]>([
    ['5ms', 'duration', 5],
    ['0.3us', 'duration', 0.0003],
    ['2 min', 'duration', 120_000],
    ['900Mbit/s', 'rate', 900],
    ['1 Gbit/s', 'rate', 1000],
    ['1bit/s', 'rate', 0.000_001],
    ['0.7%', 'share', 0.007],
    ['.5 %', 'share', 0.005],
    ['5000/s', 'frequency', 5000],
    ['0.95', 'number', 0.95],
  ])('%s is a %s of %d', (text, quantity, expected) => {
    expect(amountIn(text, quantity)).toBe(expected)
  })

  test.each<[string, Quantity]>([
    ['5', 'duration'],
    ['5ms', 'rate'],
    ['0.1', 'share'],
    ['5%', 'number'],
    ['5/s', 'number'],
    ['-5ms', 'duration'],
    ['1e3ms', 'duration'],
    ['5  ms', 'duration'],
    [`${'9'.repeat(400)}ms`, 'duration'],
    ['', 'number'],
  ])("'%s' is not a %s", (text, quantity) => {
    expect(() => amountIn(text, quantity)).toThrow(
      valueError(`Expected ${exampleOf(quantity)}, got '${text}'.`),
    )
  })

  test.each<[number, Quantity, string]>([
    [0, 'duration', '0ms'],
    [0.25, 'duration', '250us'],
    [999, 'duration', '999ms'],
    [90_000, 'duration', '90s'],
    [900, 'rate', '900Mbit/s'],
    [2500, 'rate', '2.5Gbit/s'],
    [0.001, 'share', '0.1%'],
    [1, 'share', '100%'],
    [0.000_000_12, 'number', '0.00000012'],
    [1e15, 'number', '1000000000000000'],
    [5000, 'frequency', '5000/s'],
  ])('%d of a %s are written as %s', (amount, quantity, text) => {
    expect(amountText(amount, quantity)).toBe(text)
  })

  test('any amount is read back exactly from its text', () => {
    const quantities = fc.constantFrom<Quantity>('duration', 'rate', 'share', 'frequency', 'number')
    const amounts = fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true })
    fc.assert(
      fc.property(amounts, quantities, (amount, quantity) => {
        expect(amountIn(amountText(amount, quantity), quantity)).toBe(amount === 0 ? 0 : amount)
      }),
      { numRuns: 2000 },
    )
  })
})

function valueError(message: string): object {
  return expect.objectContaining({ name: 'WyndrvrError', code: 'ERR_WYNDRVR_VALUE', message })
}
