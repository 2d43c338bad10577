import { describe, expect, test } from 'vitest'

import { byteCount, host, rate, share, size, time } from '../../src/cli/values.ts'

describe('values of the command line', () => {
  test.each<[string, (text: string) => unknown, string, unknown]>([
    ['a time, quoted in errors as given,', time, '2', '2s'],
    ['a time', time, '1h', '1h'],
    ['a time', time, '17.5 µs', '17.5 µs'],
    ['a size', size, '10', 10 * 2 ** 20],
    ['a size', size, '256KB', 256_000],
    ['bytes', byteCount, '64KiB', 65_536],
    ['a rate', rate, '1000000', 1_000_000],
    ['a rate, quoted in errors as given,', rate, '50Mbps', '50Mbps'],
    ['a host', host, '[::1]', '::1'],
    ['a host', host, '[fe80::1%br-lan]', 'fe80::1%br-lan'],
    ['a host', host, 'localhost', 'localhost'],
    ['a share', share, '5', 0.05],
    ['a share', share, '1.25 %', 0.0125],
  ])('%s is read by %o from %j', (_, read, text, value) => {
    expect(read(text)).toBe(value)
  })

  test.each<[(text: string) => unknown, string, string]>([
    [host, '127.0.0.1:5001', 'It has a port. Write --host 127.0.0.1 --port 5001 instead.'],
    [host, '[::1]:5001', 'It has a port. Write --host ::1 --port 5001 instead.'],
    [host, 'http://localhost:80/x', 'It is a URL. Write --host localhost --port 80 instead.'],
    [host, 'tcp://[::1]', 'It is a URL. Write --host ::1 instead.'],
    [size, '100M', "'100M' can be read in two ways. Write 100MB or 100MiB."],
    [byteCount, '64K', "'64K' can be read in two ways. Write 64kB or 64KiB."],
    [rate, '100M', "'100M' can be read in two ways. Write 100Mbit/s or 100MB/s."],
    [time, '5m', "'5m' can be read in two ways. Write 5min or 5ms."],
  ])('%o rejects %j: %s', (read, text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'commander.invalidArgument', message }))
  })
})
