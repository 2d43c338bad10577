/** A time as the seed's lines have it: two places, and `N/A` where it is not known. */
export function ms(value: number | null): string {
  return value === null ? 'N/A' : `${value.toFixed(2)} ms`
}

/** A throughput as the seed's lines have it. */
export function rate(value: number | null): string {
  return value === null ? 'N/A' : `${value.toFixed(2)} Mbps`
}
