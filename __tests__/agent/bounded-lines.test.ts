import { expect, test, vi } from 'vitest'

import { BoundedLines } from '../../src/agent/bounded-lines.ts'

test('lines are put together, wherever they were split', () => {
  const text = 'one\n\ntwo ä\nthree'
  for (let size = 1; size <= text.length; size += 1) {
    const lines: string[] = []
    const reader = new BoundedLines(100, (line) => lines.push(line), fail)
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += size) reader.take(bytes.subarray(at, at + size))
    expect(lines).toEqual(['one\n', '\n', 'two ä\n'])
  }
})

test('a line that is too long ends the reading, with its beginning', () => {
  const onLine = vi.fn<(line: string) => void>()
  const onTooLong = vi.fn<(beginning: string) => void>()
  const reader = new BoundedLines(10, onLine, onTooLong)
  reader.take(Buffer.from('123456789\n0123'))
  reader.take(Buffer.from('456789\nmore\n'))
  reader.take(Buffer.from('more\n'))
  expect(onLine.mock.calls).toEqual([['123456789\n']])
  expect(onTooLong.mock.calls).toEqual([['0123456789\n']])
})

function fail(): void {
  throw new Error('No line is too long.')
}
