import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'

import { lastSegment, SEGMENT, SegmentReader, segmentBlock } from '../../src/transfer/segments.ts'

/** Three segments, the third marked as the last, and five bytes that are not payload. */
const PAYLOAD = Buffer.concat([segmentBlock(2 * SEGMENT), lastSegment(), Buffer.from('{}\n{}')])
const END = 3 * SEGMENT

describe('a block', () => {
  test.each([
    [1, 1],
    [SEGMENT - 1, 1],
    [SEGMENT, 1],
    [SEGMENT * 1.4, 1],
    [SEGMENT * 1.5, 2],
    [256 * 1024, 16],
  ])('of %d bytes has %d segments, none of which is the last', (size, count) => {
    const block = segmentBlock(size)
    expect(block).toHaveLength(count * 16_384)
    expect(Array.from({ length: count }, (_, index) => block[index * 16_384])).toEqual(Array(count).fill(0))
  })

  test('cannot be compressed', () => {
    const block = segmentBlock(256 * 1024)
    expect(deflateSync(block, { level: 9 }).length).toBeGreaterThan(block.length * 0.95)
  })

  test('that ends the payload is one segment, marked as the last', () => {
    expect(lastSegment()).toHaveLength(16_384)
    expect(lastSegment()[0]).toBe(1)
  })
})

describe('a reader', () => {
  test('takes exactly the payload from one piece', () => {
    const reader = new SegmentReader()
    expect(reader.read(PAYLOAD.length, PAYLOAD)).toBe(END)
    expect(reader.ended).toBe(true)
    expect(reader.read(PAYLOAD.length, PAYLOAD)).toBe(0)
  })

  test('finds the end of payload that is split anywhere', () => {
    const wrong: number[] = []
    for (let place = 1; place < PAYLOAD.length; place += 1) {
      const reader = new SegmentReader()
      const first = reader.read(place, PAYLOAD)
      const early = reader.ended
      const second = reader.read(PAYLOAD.length - place, PAYLOAD.subarray(place))
      const right = first === Math.min(place, END) && early === place >= END && first + second === END
      if (!right || !reader.ended) wrong.push(place)
    }
    expect(wrong).toEqual([])
  })

  test('finds it byte by byte', () => {
    const reader = new SegmentReader()
    let taken = 0
    for (const byte of PAYLOAD.subarray(0, END)) {
      expect(reader.ended).toBe(false)
      taken += reader.read(1, Buffer.of(byte))
    }
    expect({ taken, ended: reader.ended }).toEqual({ taken: END, ended: true })
  })

  test('does not look beyond the given length of the buffer', () => {
    const reader = new SegmentReader()
    expect(reader.read(10, PAYLOAD)).toBe(10)
    expect(reader.read(0, PAYLOAD)).toBe(0)
    expect(reader.ended).toBe(false)
  })

  test('does not end before the last byte of the last segment', () => {
    const reader = new SegmentReader()
    reader.read(SEGMENT - 1, lastSegment())
    expect(reader.ended).toBe(false)
    reader.read(1, Buffer.of(0))
    expect(reader.ended).toBe(true)
  })
})
