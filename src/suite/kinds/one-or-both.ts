import type { Direction, Measurement } from '../../results/types.ts'

/** Measures a transfer in one direction, or in both at once. */
export async function measureTransfer<One extends Measurement>(
  test: Direction | 'bidirectional',
  inOne: (direction: Direction) => Promise<One>,
  inBoth: () => Promise<Readonly<Record<Direction, One>>>,
): Promise<readonly Measurement[]> {
  if (test !== 'bidirectional') return [await inOne(test)]
  const { download, upload } = await inBoth()
  return [download, upload]
}
