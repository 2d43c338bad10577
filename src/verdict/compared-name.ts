import type { Comparison } from '../results/types.ts'

/** What a comparison is about: its metric, and the arm that it judges if there are several. */
export function comparedName(metric: string, arm: string | undefined): string {
  return arm === undefined ? metric : `${metric} of ${arm}`
}

/** The name of the arm that a comparison judges; `undefined` if it is the only one. */
export function judgedArm({ arms }: { readonly arms?: Comparison['arms'] | undefined }): string | undefined {
  return arms?.head.name
}
