import { writtenShare, writtenTime } from '../text/written-option.ts'

/** The shortest and the longest budget of a comparison, in seconds. */
export const BUDGET_LIMITS = { least: 2, most: 600 } as const

/** How help and errors name the budgets: `2s to 10min`. */
export const BUDGET_RANGE = `${writtenTime(BUDGET_LIMITS.least * 1000)} to ${writtenTime(BUDGET_LIMITS.most * 1000)}`

/**
 * The smallest and the largest margin of a comparison, as shares. Smaller than what a quiet machine can tell within minutes
 * would never be decided; larger would hide a halving.
 */
export const MARGIN_LIMITS = { least: 0.001, most: 0.9 } as const

/** How help names the margins: `0.1% to 90%`. */
export const MARGIN_RANGE = `${writtenShare(MARGIN_LIMITS.least)} to ${writtenShare(MARGIN_LIMITS.most)}`
