import { SEED_MEGABYTE } from '../units.ts'
import { fixed, UNKNOWN } from './digits.ts'

/** A time as the seed's lines print it: `0.20 ms`. */
export function msText(ms: number | null): string {
  return ms === null ? UNKNOWN : `${fixed(ms, 2)} ms`
}

/** A rate as the seed's lines print it: `863.00 Mbps`. */
export function mbpsText(mbps: number | null): string {
  return mbps === null ? UNKNOWN : `${mbps.toFixed(2)} Mbps`
}

/** A time that is added to another one, as the seed prints times: `+39.00 ms`. */
export function addedMsText(ms: number): string {
  const text = msText(ms)
  return text.startsWith('-') ? text : `+${text}`
}

/** A time as the seed's lines print it: `2.01 seconds`. */
export function secondsText(seconds: number): string {
  return `${seconds.toFixed(2)} seconds`
}

/** An amount as the seed's lines print it, in MB of 2^20 bytes: `10.00 MB`. */
export function megabytesText(bytes: number): string {
  return `${(bytes / SEED_MEGABYTE).toFixed(2)} MB`
}

/** The amount of a test that starts, as the seed's lines print it, in MB of 2^20 bytes: `10 MB`. */
export function plainMegabytesText(bytes: number): string {
  return `${Number((bytes / SEED_MEGABYTE).toFixed(2))} MB`
}
