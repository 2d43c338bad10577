import * as v from 'valibot'

/** One push of a pull request, as far as it is kept. */
export interface Push {
  readonly sha: string
  readonly run: number
  /** When it was measured, ms since 1970. */
  readonly at: number
  readonly verdict: string
  /** Figures by their metrics' names, in the metrics' units. */
  readonly figures: Readonly<Record<string, number>>
}

/** How many pushes are kept. */
export const MOST_PUSHES = 20

const whole = v.pipe(v.number(), v.integer(), v.minValue(0))

/** A push, checked. */
export const pushSchema: v.GenericSchema<unknown, Push> = v.object({
  sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{0,64}$/)),
  run: whole,
  // The last moment that a date can be.
  at: v.pipe(whole, v.maxValue(8.64e15)),
  verdict: v.pipe(v.string(), v.regex(/^[a-z]{1,20}$/)),
  figures: v.record(v.pipe(v.string(), v.regex(/^[A-Za-z0-9.]{1,40}$/)), v.number()),
})

/** Pushes of two histories, the latest {@link MOST_PUSHES} of them, oldest first. Of a commit the later run counts. */
export function mergeHistories(a: readonly Push[], b: readonly Push[]): readonly Push[] {
  const bySha = new Map<string, Push>()
  for (const push of [...a, ...b]) {
    const other = bySha.get(push.sha)
    if (other === undefined || other.run <= push.run) bySha.set(push.sha, push)
  }
  return [...bySha.values()].toSorted((x, y) => x.run - y.run).slice(-MOST_PUSHES)
}
