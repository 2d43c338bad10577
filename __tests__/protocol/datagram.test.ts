import { randomBytes } from 'node:crypto'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  challengeDatagram,
  helloDatagram,
  helloToken,
  makeAnswer,
  markOf,
  readHeld,
  readMark,
  readNonce,
  readSendStamp,
  readSequenceNumber,
  writePayloadHeader,
} from '../../src/protocol/datagram.ts'

const TOKEN = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
const NONCE = Buffer.from('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', 'hex')

test('a hello and a challenge have exactly these bytes', () => {
  expect(helloDatagram(TOKEN).toString('hex')).toBe(`01000102${TOKEN.toString('hex')}`)
  expect(challengeDatagram(TOKEN, NONCE).toString('hex')).toBe(`02000102${NONCE.toString('hex')}`)
})

describe('a hello', () => {
  test('holds the whole token', () => {
    expect(helloToken(helloDatagram(TOKEN))).toEqual(TOKEN)
  })

  test.each([
    ['one of another flow', helloDatagram(NONCE)],
    ['one with a wrong bit', flipped(helloDatagram(TOKEN), 19)],
    ['a truncated one', helloDatagram(TOKEN).subarray(0, 19)],
    ['a longer one', Buffer.concat([helloDatagram(TOKEN), Buffer.alloc(1)])],
    ['a challenge', challengeDatagram(TOKEN, TOKEN)],
    ['an empty datagram', Buffer.alloc(0)],
  ])('%s is not a hello', (_, bytes) => {
    expect(helloToken(bytes)).not.toEqual(TOKEN)
  })
})

test('only a challenge for this flow has a nonce', () => {
  expect(readNonce(challengeDatagram(TOKEN, NONCE), TOKEN)).toEqual(NONCE)
  expect(readNonce(challengeDatagram(NONCE, NONCE), TOKEN)).toBeNull()
  expect(readNonce(helloDatagram(TOKEN), TOKEN)).toBeNull()
  expect(readNonce(challengeDatagram(TOKEN, NONCE).subarray(0, 19), TOKEN)).toBeNull()
})

test('payload has the number and send stamp that were written', () => {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32BE(markOf('payload', TOKEN))
  writePayloadHeader(bytes, 7, 2 ** 32 + 5)
  expect(bytes.toString('hex')).toBe('03000102000000070000000100000005')
  fc.assert(
    fc.property(fc.nat(0xff_ff_ff_ff), fc.maxSafeNat(), (sequence, stamp) => {
      writePayloadHeader(bytes, sequence, stamp)
      expect([readSequenceNumber(bytes), readSendStamp(bytes)]).toEqual([sequence, stamp])
      expect(readMark(bytes)).toBe(markOf('payload', TOKEN))
    }),
  )
})

test('an answer is the probe with two stamps', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(2 ** 31 - 1), (received, held) => {
      const probe = Buffer.alloc(20, 0xaa)
      probe.writeUInt32BE(markOf('probe', TOKEN))
      probe.writeUInt32BE(9, 4)
      makeAnswer(probe, received, received + held)
      expect(readMark(probe)).toBe(markOf('answer', TOKEN))
      expect(readSequenceNumber(probe)).toBe(9)
      expect(probe.readUIntBE(8, 5)).toBe(received % 2 ** 40)
      expect(readHeld(probe)).toBe(Math.min(2 ** 40 - 1, received + held - received))
      expect(probe.subarray(18).toString('hex')).toBe('aaaa')
    }),
  )
})

test('marks differ between kinds and flows, and short datagrams have none', () => {
  const kinds = ['hello', 'challenge', 'payload', 'probe', 'answer'] as const
  const marks = [TOKEN, NONCE].flatMap((token) => kinds.map((kind) => markOf(kind, token)))
  expect(new Set(marks).size).toBe(10)
  for (const size of [0, 1, 3]) expect(readMark(randomBytes(size))).toBe(-1)
})

function flipped(bytes: Buffer, place: number): Buffer {
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(place) ^ 1, place)
  return changed
}
