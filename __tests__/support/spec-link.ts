import { onTestFinished } from 'vitest'

import { leaseLink } from '../../harness/fixtures/link.ts'
import type { Link } from '../../harness/fixtures/link.ts'
import type { Route } from '../../harness/fixtures/route.ts'
import { TimeBudget } from '../../harness/fixtures/time-budget.ts'
import { Placer } from '../../src/host/placer.ts'

/** A link as a spec has it, closed at the end of the test. */
export async function linkTo(route: Route): Promise<Link> {
  const { link, end } = await leaseLink(route, {
    signal: new AbortController().signal,
    budget: new TimeBudget(60_000),
    record: async () => undefined,
    warn: async () => undefined,
    calls: (_, run) => run,
    hand: (measurement) => measurement,
    placer: new Placer('none'),
  })
  onTestFinished(end)
  return link
}
