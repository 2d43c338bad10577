import { valueError } from '../../check.ts'
import type { WyndrvrError } from '../../errors.ts'

/** The error for an input: which one, what it must be, and what it was. */
export function inputError(name: string, rule: string, value: string): WyndrvrError {
  const shown = value.length > 200 ? `${value.slice(0, 200)}…` : value
  return valueError(`The input ${name} ${rule}`, shown)
}
