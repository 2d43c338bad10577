import { createHash } from 'node:crypto'

import type { MatcherState } from 'vitest'

import { testOf } from './running-test.ts'
import type { Test } from './running-test.ts'

/** The names that the current attempt of a test has used. */
interface Names {
  readonly attempt: string
  count: number
  /** The name of each polled assertion, which asks for it again and again. */
  readonly polled: WeakMap<object, string>
}

const used = new WeakMap<Test, Names>()

/** Length of a name that a test's own is shortened to. */
const LONGEST = 90

/** The name of a baseline without one of its own: the test's, as a snapshot has it. The second one of a test gets a number. */
export function baselineName(state: MatcherState): string | null {
  const test = testOf(state)
  if (test === undefined) return null
  const attempt = `${test.result?.retryCount ?? 0} ${test.result?.repeatCount ?? 0}`
  const before = used.get(test)
  const names = before?.attempt === attempt ? before : { attempt, count: 0, polled: new WeakMap() }
  used.set(test, names)
  const assertion = state.poll === true ? state.assertion : null
  const again = assertion === null ? undefined : names.polled.get(assertion)
  if (again !== undefined) return again
  names.count += 1
  const name = fileName(test.fullTestName)
  const numbered = names.count === 1 ? name : `${name} ${names.count}`
  if (assertion !== null) names.polled.set(assertion, numbered)
  return numbered
}

/** A test's name with the characters of a baseline's name; one that is too long, or has none of them, gets a hash. */
function fileName(test: string): string {
  const name = test.replaceAll(/[^\w ()+-]+/g, '-').replace(/^[^\w(]+/, '')
  if (name.length > 0 && name.length <= LONGEST) return name.trimEnd()
  const hash = createHash('sha256').update(test).digest('hex').slice(0, 8)
  return `${name.slice(0, LONGEST - 9)}${name === '' ? '' : '-'}${hash}`
}
