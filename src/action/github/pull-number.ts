import * as v from 'valibot'

/** What events other than `pull_request` say about their pull request. */
export const pullNumberSchema = v.object({
  issue: v.fallback(
    v.optional(v.object({ number: v.number(), pull_request: v.optional(v.unknown()) })),
    undefined,
  ),
  merge_group: v.fallback(v.optional(v.object({ head_ref: v.string() })), undefined),
  inputs: v.fallback(v.nullish(v.record(v.string(), v.unknown())), undefined),
})

/**
 * Number of the pull request that an event names outside of `pull_request`; `null` if it names none: a comment on a pull
 * request, the branch of a merge queue, or an input of `workflow_dispatch` named for it, such as `pr`.
 */
export function pullNumberIn(
  event: string,
  { issue, merge_group: group, inputs }: v.InferOutput<typeof pullNumberSchema>,
): number | null {
  if (issue !== undefined) return issue.pull_request === undefined ? null : issue.number
  if (group !== undefined) return pullNumber(QUEUE_BRANCH.exec(group.head_ref)?.[1] ?? '')
  if (event !== 'workflow_dispatch') return null
  const named = Object.entries(inputs ?? {}).flatMap(([name, value]) =>
    PULL_INPUT.test(name) ? (pullNumber(String(value)) ?? []) : [],
  )
  // Two inputs that name different ones say nothing.
  return new Set(named).size === 1 ? (named[0] ?? null) : null
}

/** A number such as `12` or `#12`; `null` for any other text. */
export function pullNumber(text: string): number | null {
  const [, digits] = /^#?([1-9]\d{0,9})$/.exec(text.trim()) ?? []
  return digits === undefined ? null : Number(digits)
}

/** `refs/heads/gh-readonly-queue/main/pr-12-0123abcd…` */
const QUEUE_BRANCH = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]+$/

const PULL_INPUT = /^(?:pr|pull|pull[-_]?request)(?:[-_]?(?:number|id))?$/i
