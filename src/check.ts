import { WyndrvrError } from './errors.ts'

/**
 * Holds an option to its range.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkWhole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new WyndrvrError(
    'ERR_WYNDRVR_VALUE',
    `${name} must be a whole number from ${least} to ${most}, got '${String(value)}'.`,
  )
}
