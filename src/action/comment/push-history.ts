import * as v from 'valibot'

/** A measured push of a pull request. */
export interface Push {
  readonly sha: string
  readonly run: number
  /** When it was measured, ms since 1970. */
  readonly at: number
  readonly verdict: string
  /** Figures by metric name, in the metric's unit. */
  readonly figures: Readonly<Record<string, number>>
}

/** Number of pushes that are kept. */
export const MAX_PUSHES = 20

const whole = v.pipe(v.number(), v.integer(), v.minValue(0))

/** Schema of a push. */
export const pushSchema: v.GenericSchema<unknown, Push> = v.object({
  sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{0,64}$/)),
  run: whole,
  // The largest time of a Date.
  at: v.pipe(whole, v.maxValue(8.64e15)),
  verdict: v.pipe(v.string(), v.regex(/^[a-z]{1,20}$/)),
  figures: v.record(v.pipe(v.string(), v.regex(/^[A-Za-z0-9.]{1,40}$/)), v.number()),
})

/** The latest {@link MAX_PUSHES} pushes of two histories, oldest first. The later run of a commit replaces the earlier. */
export function mergeHistories(a: readonly Push[], b: readonly Push[]): readonly Push[] {
  const bySha = new Map<string, Push>()
  for (const push of [...a, ...b]) {
    const other = bySha.get(push.sha)
    if (other === undefined || other.run <= push.run) bySha.set(push.sha, push)
  }
  return [...bySha.values()].toSorted((x, y) => x.run - y.run).slice(-MAX_PUSHES)
}
