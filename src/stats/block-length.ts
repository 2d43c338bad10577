/**
 * The run length of a block bootstrap: the one that suits the samples' autocorrelation (Politis, White 2004, corrected by
 * Patton, Politis, White 2009, for the circular bootstrap), at least the cube root of their number and at most a quarter
 * of it.
 */
export function blockLength(samples: readonly number[]): number {
  const n = samples.length
  const most = Math.max(1, Math.floor(n / 4))
  const least = Math.round(Math.cbrt(n))
  return Math.min(most, Math.max(1, least, Math.round(suited(samples))))
}

/** After this many insignificant correlations in a row, those of larger lags are insignificant too. */
const IN_A_ROW = 5

function suited(samples: readonly number[]): number {
  const n = samples.length
  const furthest = Math.min(n - 1, Math.ceil(Math.sqrt(n)) + IN_A_ROW)
  const covariances = autocovariances(samples, furthest)
  const [variance = 0] = covariances
  if (variance === 0) return 1
  const noise = 2 * Math.sqrt(Math.log10(n) / n)
  const none = covariances.map((covariance) => Math.abs(covariance / variance) < noise)
  const bandwidth = Math.min(furthest, 2 * Math.max(1, lastOf(none)))
  let [spectrum, bias] = [0, 0]
  for (let lag = -bandwidth; lag <= bandwidth; lag += 1) {
    const share = Math.abs(lag) / bandwidth
    const weighted = (share <= 0.5 ? 1 : 2 * (1 - share)) * (covariances[Math.abs(lag)] ?? 0)
    spectrum += weighted
    bias += Math.abs(lag) * weighted
  }
  const length = Math.cbrt(((2 * bias ** 2) / ((4 / 3) * spectrum ** 2)) * n)
  // Samples that are nearly all equal have no spectrum.
  return Number.isFinite(length) ? length : 1
}

/** The lag after which {@link IN_A_ROW} correlations are insignificant, or else the last significant one. */
function lastOf(none: readonly boolean[]): number {
  for (let lag = 0; lag + IN_A_ROW < none.length; lag += 1) {
    if (none.slice(lag + 1, lag + 1 + IN_A_ROW).every(Boolean)) return lag
  }
  return Math.max(0, none.lastIndexOf(false))
}

function autocovariances(samples: readonly number[], furthest: number): readonly number[] {
  const n = samples.length
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / n
  return Array.from({ length: furthest + 1 }, (_, lag) => {
    let sum = 0
    for (let index = lag; index < n; index += 1) {
      sum += ((samples[index] ?? 0) - mean) * ((samples[index - lag] ?? 0) - mean)
    }
    return sum / n
  })
}
