import { randomFillSync } from 'node:crypto'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { FrameReader } from '../../src/transfer/frame-reader.ts'
import { MaskedFrames } from '../../src/transfer/masked-frames.ts'
import { applyMask } from '../../src/transfer/masks.ts'

/** A frame: its first byte, its payload, and how many bytes its length takes. */
interface Frame {
  readonly kind: number
  readonly payload: Uint8Array
  readonly lengthSize: 1 | 3 | 9
}

const BINARY = 0x82
const CONTROL = [0x89, 0x8a]
/** A part, text, the end of a message, a close, a compressed message, kinds that do not exist. */
const STRANGE = [0x02, 0x81, 0x80, 0x88, 0xc2, 0x92, 0x83, 0x09, 0x00]

const short = fc.uint8Array({ maxLength: 125 })
const whole = fc.record<Frame>({
  kind: fc.constantFrom(BINARY, BINARY, BINARY, ...CONTROL),
  payload: short,
  lengthSize: fc.constant(1),
})
const long = fc.record<Frame>({
  kind: fc.constant(BINARY),
  payload: fc.uint8Array({ minLength: 100, maxLength: 1000 }),
  lengthSize: fc.constant(3),
})
const strange = fc.oneof(
  fc.record<Frame>({ kind: fc.constantFrom(...STRANGE), payload: short, lengthSize: fc.constant(1) }),
  fc.record<Frame>({ kind: fc.constant(BINARY), payload: short, lengthSize: fc.constant(9) }),
  fc.record<Frame>({ kind: fc.constantFrom(...CONTROL), payload: short, lengthSize: fc.constant(3) }),
)

function bytesOf({ kind, payload, lengthSize }: Frame, key: Buffer | null): Buffer {
  const head = Buffer.alloc(1 + lengthSize)
  head[0] = kind
  head[1] = lengthSize === 1 ? payload.length : lengthSize === 3 ? 126 : 127
  if (lengthSize > 1) head.writeUInt16BE(payload.length, lengthSize - 1)
  if (key === null) return Buffer.concat([head, payload])
  head[1] |= 0x80
  return Buffer.concat([head, key, payload.map((byte, at) => byte ^ (key[at % 4] ?? 0))])
}

/** Reads bytes in pieces of these sizes, again and again, from a buffer in which they do not begin at the start. */
function read(masked: boolean, bytes: Buffer, sizes: readonly number[]): { payload: Buffer; others: Buffer } {
  const taken = { payload: [] as Buffer[], others: [] as Buffer[] }
  const take =
    (into: Buffer[]) =>
    (length: number, buffer: Buffer): void =>
      void into.push(Buffer.from(buffer.subarray(0, length)))
  const reader = new FrameReader(masked, { payload: take(taken.payload), others: take(taken.others) })
  const buffer = Buffer.alloc(2048)
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.min(sizes[turn % sizes.length] ?? 1, bytes.length - at)
    const offset = turn % 5
    bytes.copy(buffer, offset, at, at + size)
    reader.receive(size, buffer.subarray(offset))
    at += size
  }
  return { payload: Buffer.concat(taken.payload), others: Buffer.concat(taken.others) }
}

describe.each([
  ['a server', true],
  ['a client', false],
])('a reader at %s', (_end, masked) => {
  const key = masked ? Buffer.from([0x51, 0xa7, 0, 0xff]) : null
  const foreign = fc.record({ frame: strange, after: fc.uint8Array({ maxLength: 300 }) })
  const sizes = fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 6 })
  const tiny = fc.constant([1])

  test('takes the payload of whole binary messages, and leaves the rest, wherever reads end', () => {
    const frames = fc.array(fc.oneof(whole, long), { maxLength: 20 })
    const property = fc.property(frames, fc.option(foreign), fc.oneof(sizes, tiny), (before, end, pieces) => {
      const tail = end === null ? [] : [bytesOf(end.frame, key), end.after]
      const bytes = Buffer.concat([...before.map((frame) => bytesOf(frame, key)), ...tail])
      const data = before.filter(({ kind }) => kind === BINARY)
      const control = before.filter(({ kind }) => kind !== BINARY)
      expect(read(masked, bytes, pieces)).toEqual({
        payload: Buffer.concat(data.map(({ payload }) => payload)),
        others: Buffer.concat([...control.map((frame) => bytesOf(frame, key)), ...tail]),
      })
    })
    expect(() => fc.assert(property, { numRuns: 300 })).not.toThrow()
  })

  test('leaves a frame whose mask is missing, or should be', () => {
    const wrong = bytesOf(
      { kind: BINARY, payload: Buffer.from('abc'), lengthSize: 1 },
      masked ? null : Buffer.alloc(4, 7),
    )
    for (const pieces of [[1], [2], [100]]) {
      expect(read(masked, wrong, pieces)).toEqual({ payload: Buffer.alloc(0), others: wrong })
    }
  })

  test('says that more has arrived unless the payload ends the read before its buffer is full', () => {
    const frame = bytesOf({ kind: BINARY, payload: Buffer.from('abc'), lengthSize: 1 }, key)
    const seen: [number, boolean][] = []
    const payload = (length: number, buffer: Buffer): number => seen.push([length, buffer.length > length])
    const reader = new FrameReader(masked, { payload, others: () => undefined })
    const buffer = Buffer.concat([frame, frame, Buffer.alloc(1)])
    reader.receive(2 * frame.length, buffer)
    reader.receive(frame.length, Buffer.from(frame))
    expect(seen).toEqual([
      [3, false],
      [3, true],
      [3, false],
    ])
  })
})

describe('frames of a client', () => {
  test('are read as what was written, whatever its size and place', () => {
    const memory = randomFillSync(Buffer.alloc(300_000))
    const frames = new MaskedFrames()
    const size = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 65_000, max: 290_000 }))
    const property = fc.property(size, fc.nat(9), (length, from) => {
      const bytes = memory.subarray(from, from + length)
      const wire: Buffer[] = []
      for (let at = 0; at < length;) {
        at = frames.fill(bytes, at)
        wire.push(Buffer.from(frames.bytes))
      }
      const { payload, others } = read(true, Buffer.concat(wire), [1400])
      expect(others).toHaveLength(0)
      expect(payload.equals(bytes)).toBe(true)
    })
    expect(() => fc.assert(property, { numRuns: 50 })).not.toThrow()
  })
})

test('a mask is applied to each byte, wherever the bytes are in memory', () => {
  const memory = randomFillSync(Buffer.alloc(64))
  const key = Buffer.from([1, 0x80, 0xff, 0x37])
  for (const [from, length, phase] of places()) {
    const masked = Buffer.from(memory)
    applyMask(masked, from, from + length, key, phase)
    const expected = memory.map((byte, at) =>
      at < from || at >= from + length ? byte : byte ^ (key[(phase + at - from) % 4] ?? 0),
    )
    expect(masked).toEqual(Buffer.from(expected))
  }
})

function places(): readonly (readonly [number, number, number])[] {
  const eight = Array.from({ length: 8 }, (_, at) => at)
  return eight.flatMap((from) =>
    [0, 1, 3, 5, 8, 21, 40].flatMap((length) =>
      [0, 3, 65_530].map((phase) => [from, length, phase] as const),
    ),
  )
}
