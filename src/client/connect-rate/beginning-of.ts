import { printableLine } from '../../printable.ts'

/**
 * The first line of an unexpected answer, and of one over HTTP how it is compressed, which is why it is not expected, and the first line of its
 * body. Nothing in it does anything to a terminal.
 */
export function beginningOf(said: string): string {
  const [head = '', body = ''] = said.split('\r\n\r\n', 2)
  // The size of a chunk is no text.
  const text = body.split(/\r?\n/).find((line) => !/^[\da-f]*$/i.test(line.trim()))
  const lines = head.split(/\r?\n/)
  const encoding = lines.find((line) => /^content-encoding:/i.test(line))
  return [lines[0], encoding, encoding === undefined ? text : '']
    .flatMap((line = '') => (line === '' ? [] : [printableLine(JSON.stringify(line.slice(0, 100)))]))
    .join(', ')
}
