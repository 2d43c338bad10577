import type { Test } from './running-test.ts'

/** What has been said of which test, so that a matcher that is polled says it once. */
const said = new WeakMap<Test, Set<string>>()

/**
 * Annotates a test, which every reporter shows, without waiting for it: matchers can't. The test's end waits.
 * @param key nothing is said again under the same one
 */
export function annotate(test: Test, type: 'notice' | 'warning', sentence: string, key: string): void {
  const before = said.get(test) ?? new Set()
  // vitest takes no notes of a test that has failed already.
  if (before.has(key) || test.result?.state !== 'run') return
  said.set(test, before.add(key))
  const told = test.context.annotate(sentence, type)
  test.context.onTestFinished(async () => {
    await told
  })
}
