import type { Direction } from '../results/types.ts'

/** The measurement of a direction, of those that one test has made. */
export function measurementOf<One extends { readonly direction: Direction }>(
  wanted: Direction,
  all: readonly One[],
): One {
  const found = all.find(({ direction }) => direction === wanted)
  if (found === undefined) throw new Error(`No ${wanted} was measured.`)
  return found
}
