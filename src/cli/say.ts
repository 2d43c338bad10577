import { fold } from '../report/terminal/width.ts'
import type { Stream } from './color.ts'

/** Where lines are written. */
export type Output = Stream & { readonly write: (text: string) => unknown }

/** Lines as they are to stand there: on a terminal broken at spaces where they are too wide for it, elsewhere as they are. */
export function fitted(lines: readonly string[], { isTTY = false, columns = 0 }: Stream): readonly string[] {
  return isTTY && columns > 0 ? lines.flatMap((line) => fold(line, columns)) : lines
}

/** Prints lines. */
export function say(lines: readonly string[], stream: Output = process.stdout): void {
  stream.write(`${fitted(lines, stream).join('\n')}\n`)
}

/** Says on standard error what is wrong, in a sentence. */
export function complain(sentence: string): void {
  say([`wyndrvr: ${sentence}`], process.stderr)
}
