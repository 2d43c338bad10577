import type { Responsiveness } from '../results/types.ts'
import { plain } from './plain.ts'

/** Units of the draft's parameters that have one. */
const UNITS: Readonly<Record<string, string>> = { ID: ' s', MPS: '/s' }

/** The formula of a responsiveness figure and its parameters: figures compare only if these are equal. */
export function formulaText({ formula, parameters }: Responsiveness): string {
  const named = Object.entries(parameters).map(([name, value]) => `${name} ${value}${UNITS[name] ?? ''}`)
  return plain([formula, ...(named.length > 0 ? [named.join(', ')] : [])].join('; '))
}
