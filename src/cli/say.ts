import { noCommand, printable } from '../printable.ts'
import { fold } from '../report/terminal/width.ts'
import type { Stream } from './color.ts'

/** A stream for lines. */
export type Output = Stream & { readonly write: (text: string) => unknown }

/** On a terminal, breaks lines that are too wide at spaces. Elsewhere returns them unchanged. */
export function fitted(lines: readonly string[], { isTTY = false, columns = 0 }: Stream): readonly string[] {
  return isTTY && columns > 0 ? lines.flatMap((line) => fold(line, columns)) : lines
}

/** Prints lines. */
export function say(lines: readonly string[], stream: Output = process.stdout): void {
  stream.write(`${fitted(lines, stream).map(noCommand).join('\n')}\n`)
}

/** Prints a sentence on standard error. */
export function complain(sentence: string): void {
  say([`wyndrvr: ${printable(sentence)}`], process.stderr)
}
