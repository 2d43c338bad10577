import type { Target } from './types.ts'

/** One spec of a suite, what came of it, and which of the document's measurements are its. */
export interface SpecResult {
  /** Its file, as seen from the project's folder. */
  readonly file: string
  /** Its name, with those of the groups that it is in. */
  readonly name: string
  readonly state: 'passed' | 'failed' | 'skipped'
  /** How often it was tried: 1, and more where it was retried. The measurements are those of the last attempt. */
  readonly attempts: number
  /** Why it failed, in the words of the test framework. */
  readonly errors: readonly string[]
  readonly measured: readonly SpecMeasured[]
  /** Places of its comparisons in the document's `comparisons`. */
  readonly compared: readonly number[]
  /** Places in the document's `verdicts` of what its comparisons and its matchers came to, in their order. */
  readonly judged: readonly number[]
}

/** One of a spec's measurements. */
export interface SpecMeasured {
  /** Its place in the document's `measurements`, 0 for the first. */
  readonly measurement: number
  /** What it went to: with proxies and tunnels there are several. */
  readonly target: Target
  /** The proxy that was asked for the connection; `null` where none was. */
  readonly via: string | null
}
