import type { Responsiveness } from '../results/types.ts'

/** What the draft's parameters are amounts of, where they are more than a number. */
const UNITS: Readonly<Record<string, string>> = { ID: ' s', MPS: ' /s' }

/** How a figure of responsiveness was made, without which it compares with no other: the formula and its parameters. */
export function formulaText({ formula, parameters }: Responsiveness): string {
  const named = Object.entries(parameters).map(([name, value]) => `${name} ${value}${UNITS[name] ?? ''}`)
  return [formula, ...(named.length > 0 ? [named.join(', ')] : [])].join('; ')
}
