/**
 * The error that a look at unfinished data may make, so that all looks together make no more than they may: alpha
 * spending (Lan, DeMets 1983) with the power family (Kim, DeMets 1987), of exponent 3: little is spent early, so that
 * the last look is nearly as exact as a single one would be. What the looks spend is added up as if each erred on its
 * own (Bonferroni), which holds whatever their data have in common.
 * @param total what all looks together may err, 0..1
 * @param before share (0..1) of the plan that had passed at the look before, 0 for the first
 * @param now share that has passed at this look
 */
export function errorToSpend(total: number, before: number, now: number): number {
  return total * (spent(now) - spent(before))
}

function spent(share: number): number {
  return Math.min(1, Math.max(0, share)) ** 3
}
