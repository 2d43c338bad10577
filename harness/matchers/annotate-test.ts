import type { Test } from './running-test.ts'

/** The keys used for each test, so that a polled matcher annotates once. */
const used = new WeakMap<Test, Set<string>>()

/**
 * Annotates a test; every reporter shows the annotation. Matchers are synchronous, so the end of the test waits for it.
 * @param key a second annotation with the same key is ignored
 */
export function annotate(test: Test, type: 'notice' | 'warning', sentence: string, key: string): void {
  const before = used.get(test) ?? new Set()
  // vitest rejects annotations of a test that has failed.
  if (before.has(key) || test.result?.state !== 'run') return
  used.set(test, before.add(key))
  const annotated = test.context.annotate(sentence, type)
  test.context.onTestFinished(async () => {
    await annotated
  })
}
