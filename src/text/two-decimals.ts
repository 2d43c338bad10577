import { UNKNOWN } from './digits.ts'

/** A time as the seed's lines print it: `0.20 ms`. */
export function msText(ms: number | null): string {
  return ms === null ? UNKNOWN : `${ms.toFixed(2)} ms`
}

/** A rate as the seed's lines print it: `863.00 Mbps`. */
export function mbpsText(mbps: number | null): string {
  return mbps === null ? UNKNOWN : `${mbps.toFixed(2)} Mbps`
}
