/**
 * The error probability of one interim look: alpha spending (Lan, DeMets 1983) with the power family (Kim, DeMets 1987) of
 * exponent 3. It spends little early, so that the last look is nearly as precise as a single one. The errors of all looks
 * add up to at most the total (Bonferroni), however much data they share.
 * @param total error probability of all looks together, 0..1
 * @param before share (0..1) of the plan that had passed at the previous look, 0 for the first look
 * @param now share (0..1) of the plan that has passed at this look
 */
export function errorToSpend(total: number, before: number, now: number): number {
  return total * (spent(now) - spent(before))
}

function spent(share: number): number {
  return Math.min(1, Math.max(0, share)) ** 3
}
