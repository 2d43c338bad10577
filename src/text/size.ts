import { scaled } from './digits.ts'
import type { Scale } from './digits.ts'

const SIZES: Scale = [
  [1, 'B'],
  [1e3, 'kB'],
  [1e6, 'MB'],
  [1e9, 'GB'],
  [1e12, 'TB'],
]

/** An amount of payload, in the power of ten that fits: `262 kB`, `10.5 MB`. */
export function sizeText(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : scaled(bytes, SIZES)
}
