/**
 * The median of samples: of two in the middle, their mean. Where the noise is normal it takes 1.6 times as many samples
 * as the mean to be as exact; wild ones hardly move it as long as they are less than half of all.
 * @param sorted at least one sample, in ascending order
 */
export function middleOf(sorted: Float64Array | readonly number[]): number {
  const [lower = 0, upper = 0] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.floor(sorted.length / 2)],
  ]
  return (lower + upper) / 2
}
