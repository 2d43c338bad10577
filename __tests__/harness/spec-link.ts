import { onTestFinished } from 'vitest'

import { leaseLink } from '../../harness/fixtures/link.ts'
import type { Link, LinkTest } from '../../harness/fixtures/link.ts'
import type { Route } from '../../harness/fixtures/route.ts'
import { TimeBudget } from '../../harness/fixtures/time-budget.ts'
import { Placer } from '../../src/host/placer.ts'

/** A link as a spec has it, closed at the end of the test. */
export async function linkTo(route: Route): Promise<Link> {
  const { link, end } = await leaseLink(route, owner())
  onTestFinished(end)
  return link
}

/** A test that owns links and calls. */
export function owner(record: LinkTest['record'] = async () => undefined): LinkTest {
  return {
    signal: new AbortController().signal,
    budget: new TimeBudget(60_000),
    record,
    warn: async () => undefined,
    calls: (_, run) => run,
    hand: (measurement) => measurement,
    placer: new Placer('none'),
  }
}
