import { folded, more, table } from './blocks.ts'
import { stateText } from '../../verdict/run-state.ts'
import { specName } from '../spec-name.ts'
import { escapeMarkdown } from './escape.ts'
import type { Detail, MarkdownSpec } from './input.ts'

/** In display order. */
const STATES = ['failed', 'incomplete', 'skipped', 'passed'] as const
const MARKS = {
  failed: stateText('fail'),
  incomplete: '⚠️ incomplete',
  skipped: '⏭️ skipped',
  passed: stateText('pass'),
} as const

/** Every spec and its result, failed ones first. */
export function specTable(specs: readonly MarkdownSpec[], { rows }: Detail): string {
  if (specs.length === 0) return ''
  const sorted = specs.toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state))
  return folded(
    specCounts(specs),
    table(
      ['Spec', 'Result'],
      sorted.slice(0, rows).map((spec) => [escapeMarkdown(specName(spec, specs)), resultOf(spec)]),
    ),
    more(sorted.length - rows, 'spec'),
  )
}

function resultOf({ state, reason = '' }: MarkdownSpec): string {
  return reason === '' ? MARKS[state] : `${MARKS[state]}: ${escapeMarkdown(reason)}`
}

/** Counts specs: `Specs: 1 failed, 12 passed`. Empty for none. */
export function specCounts(specs: readonly MarkdownSpec[]): string {
  if (specs.length === 0) return ''
  const counts = STATES.map((state) => [specs.filter((spec) => spec.state === state).length, state] as const)
  return `Specs: ${counts
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(', ')}`
}
