import * as core from '@actions/core'

/**
 * Prints a line with text from outside in it. A runner takes what it reads at a line's beginning for a command (`::…`), and
 * of the older kind (`##[…]`) what it reads anywhere: neither is left in it.
 */
export function say(text: string): void {
  core.info(plainLine(text))
}

/** Prints several such lines. */
export function sayLines(lines: readonly string[]): void {
  core.info(lines.map(plainLine).join('\n'))
}

/** Text from outside on one line, in which a runner sees no command and a terminal no control character. */
export function plainLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('##[', '# [')
    .replace(/^\s*::/, ': :')
    .slice(0, LONGEST)
}

const LONGEST = 4000
