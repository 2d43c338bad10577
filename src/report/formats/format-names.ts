/** The formats of `wyndrvr report`. */
export const FORMAT_NAMES = [
  'terminal',
  'markdown',
  'html',
  'json',
  'csv',
  'junit',
  'openmetrics',
  'bencher',
  'github-action-benchmark-smaller',
  'github-action-benchmark-bigger',
] as const

/** How results can be written. */
export type Format = (typeof FORMAT_NAMES)[number]
