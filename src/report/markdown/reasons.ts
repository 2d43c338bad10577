import type { MarkdownInput, MarkdownSpec } from './input.ts'
import { judgedIn, onlyInforms } from './judged.ts'
import type { Judged } from './judged.ts'
import { othersIn, untrustedIn } from './run-outcome.ts'

/** Failures that are listed before the fold. */
export const MOST_OPEN = 5

/** Maximum characters of a spec's name in a sentence, which would leave no room for the reason. */
const LONGEST_NAME = 80

/**
 * Sentences for what a table of metrics cannot say: crashes, failed specs, and why something could not be judged. Each once,
 * and none of a verdict whose figures and limit are in the table.
 */
export function reasonsOf(input: MarkdownInput): readonly string[] {
  const { specs, busy, unjudged } = input
  const told = [
    ...othersIn(input).map((failure) => withShortName(failure, specs)),
    ...[unjudged, busy].flatMap((reason) => reason ?? []),
    ...judgedIn(input)
      .filter(isOpen)
      .map(({ sentence }) => sentence),
  ]
  return [...new Set([...told, ...untrustedIn(input, told)])]
}

/** Whether only its sentence says why it has no verdict. */
function isOpen(judged: Judged): boolean {
  const { verdict, asked, ofSpec, threshold, comparison } = judged
  if (!asked || ofSpec || onlyInforms(judged)) return false
  if (verdict === 'invalid') return true
  return verdict === 'inconclusive' && (threshold !== null || comparison?.toDecide === undefined)
}

function withShortName(failure: string, specs: readonly MarkdownSpec[]): string {
  const spec = specs.find(({ name }) => name.length > LONGEST_NAME && failure.includes(name))
  return spec === undefined
    ? failure
    : failure.replace(spec.name, () => `${spec.name.slice(0, LONGEST_NAME - 1)}…`)
}
