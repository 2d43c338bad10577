/** How far a figure is from the truth, as a share of it. */
export function offBy(figure: number | null, truth: number): number {
  return Math.abs((figure ?? 0) / truth - 1)
}
