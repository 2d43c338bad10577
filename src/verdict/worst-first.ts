/** All that a figure, or a run as a whole, may come to, from the worst to the best. */
export const WORST_FIRST = ['fail', 'worse', 'invalid', 'inconclusive', 'better', 'same', 'pass'] as const
