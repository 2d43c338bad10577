import * as core from '@actions/core'

import { noCommand } from '../printable.ts'

/** Logs a line that may contain text from outside. */
export function logLine(text: string): void {
  core.info(plainLine(text))
}

/** Logs several such lines. */
export function logLines(lines: readonly string[]): void {
  core.info(lines.map(plainLine).join('\n'))
}

/**
 * Text from outside as one line, without control characters and without the runner's commands: `::…` at the start of a
 * line, and the older `##[…]` anywhere.
 */
export function plainLine(text: string): string {
  return noCommand(text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')).slice(0, MAX_LENGTH)
}

const MAX_LENGTH = 4000
