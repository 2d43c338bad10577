import { expect, test } from 'vitest'

import {
  LAST_PROBE,
  PROBE_HEADER,
  readSequence,
  readTurnaround,
  writeProbe,
  writeStamps,
} from '../../src/protocol/echo.ts'

const WRAP = 2 ** 40

function hex(write: (probe: Buffer) => void): string {
  const probe = Buffer.alloc(PROBE_HEADER)
  write(probe)
  return probe.toString('hex')
}

test('a probe starts with its number, big-endian', () => {
  expect(hex((probe) => writeProbe(probe, 0x01_02_03_04))).toBe('0102030400000000000000000000')
  expect(hex((probe) => writeProbe(probe, LAST_PROBE))).toBe('ffffffff00000000000000000000')
  expect(readSequence(Buffer.from('000001020304', 'hex'), 2)).toBe(0x01_02_03_04)
  expect(readSequence(Buffer.from('ffffffff', 'hex'), 0)).toBe(LAST_PROBE)
})

test.each([
  [0, 0, '0000000000', '0000000000'],
  [1, 256, '0000000001', '00000000ff'],
  [0x01_02_03_04_05, 0x01_02_03_04_05 + 80_695, '0102030405', '0000013b37'],
  [WRAP - 1, WRAP + 9, 'ffffffffff', '000000000a'],
  [WRAP, WRAP + 9, '0000000000', '0000000009'],
  [5 * WRAP + 3, 5 * WRAP + 3, '0000000003', '0000000000'],
  // Longer than the field can hold, and a clock that went backwards.
  [7, WRAP + 7, '0000000007', 'ffffffffff'],
  [7, 6, '0000000007', '0000000000'],
])(
  'a probe received at %d ns and sent at %d ns is stamped %s and %s',
  (received, sent, stamp, turnaround) => {
    expect(hex((probe) => writeStamps(probe, 0, received, sent))).toBe(`00000000${stamp}${turnaround}`)
  },
)

test('stamps are written and read at the offset given, and nothing else changes', () => {
  const probes = Buffer.alloc(3 * PROBE_HEADER, 0xaa)
  writeStamps(probes, PROBE_HEADER, 1000, 1500)
  expect(readTurnaround(probes, PROBE_HEADER)).toBe(500)
  expect(probes.subarray(0, PROBE_HEADER + 4)).toEqual(Buffer.alloc(PROBE_HEADER + 4, 0xaa))
  expect(probes.subarray(2 * PROBE_HEADER)).toEqual(Buffer.alloc(PROBE_HEADER, 0xaa))
})
