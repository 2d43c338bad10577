import { EventEmitter, once } from 'node:events'

import { expect, test } from 'vitest'

import { fitted } from '../../src/cli/say.ts'
import { Screen } from '../../src/cli/screen.ts'
import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'

/** What is written to a terminal with this number of columns. */
class Terminal extends EventEmitter {
  readonly isTTY = true
  columns = 60
  readonly written: string[] = []

  write(text: string): void {
    this.written.push(text)
    this.emit('write', text)
  }

  async next(): Promise<string> {
    const [text]: unknown[] = await once(this, 'write')
    return String(text)
  }
}

const LINE = /^download {2}\d\.\d \/ 9\.0 s {2}[━─]{32}\r$/

test('a long test has a live line, and other lines are printed above it', async () => {
  const terminal = new Terminal()
  const screen = new Screen(terminal, { NO_COLOR: '1' })
  screen.begin('download', { seconds: 9, amount: null })
  expect(await terminal.next()).toMatch(LINE)
  const [erased = '', line = ''] = (await terminal.next()).split('\u001B[J')
  expect(erased).toBe('\r')
  expect(line).toMatch(LINE)

  screen.print(['one', 'two'])
  expect(terminal.written.at(-1)).toBe(`\r\u001B[Jone\ntwo\n${line}`)

  screen.hear({
    kind: 'throughput',
    direction: 'download',
    client: 1,
    from: 0,
    seconds: 0.1,
    bytes: 12_500_000,
    mbps: 1000,
  })
  expect(await terminal.next()).toContain('  1.00 Gbps\r')

  terminal.columns = 20
  expect((await terminal.next()).replace('\r\u001B[J', '')).toMatch(/^download {2}\d\.\d \/ 9\.…\r$/)

  screen.end()
  expect(terminal.written.at(-1)).toBe('\r\u001B[J')
  const count = terminal.written.length
  screen.end()
  screen.print(['three'])
  expect(terminal.written.slice(count)).toEqual(['three\n'])
})

test('without a terminal, only plain lines are printed', () => {
  const terminal = new Terminal()
  const screen = new Screen(terminal, { CI: 'true' })
  expect(screen.live).toBe(false)
  screen.begin('download', { seconds: 9, amount: null })
  screen.print(['one'])
  screen.end()
  expect(terminal.written).toEqual(['one\n'])
})

test('the report is as wide as the terminal, and omitted if empty', () => {
  const terminal = new Terminal()
  const screen = new Screen(terminal, {})
  screen.report(exampleDocument([]))
  expect(terminal.written).toEqual([])
  screen.report(exampleDocument([exampleLatency()]))
  const [report = ''] = terminal.written
  expect(report).toContain('─'.repeat(60))
  expect(report).not.toContain('─'.repeat(61))
  expect(report).toContain('\u001B[1m')
})

test('a line that is too wide for a terminal is wrapped at spaces', () => {
  const terminal = new Terminal()
  terminal.columns = 30
  const screen = new Screen(terminal, {})
  const word = 'x'.repeat(40)
  screen.print(['  Download speed:  1.00 Mbps', `  A sentence of more words than fit, and ${word}`])
  expect(terminal.written.join('').split('\n')).toEqual([
    '  Download speed:  1.00 Mbps',
    '  A sentence of more words',
    '    than fit, and',
    `    ${word}`,
    '',
  ])
})

test('without a terminal, long lines are not wrapped', () => {
  const line = 'word '.repeat(100).trim()
  expect(fitted([line], { isTTY: false, columns: 80 })).toEqual([line])
  expect(fitted([line], {})).toEqual([line])
})
