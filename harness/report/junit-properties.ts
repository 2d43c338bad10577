import type { TestAnnotation } from 'vitest'
import type { TestCase } from 'vitest/node'

import type { Measurement } from '../../src/results/types.ts'
import { METRICS } from '../../src/verdict/metrics.ts'

/**
 * Adds the figures of a test's measurements to its annotations, which vitest's junit reporter writes as properties:
 * `<property name="latency.p99" value="0.32">`. Only at the end of a run: other reporters show annotations as they come.
 */
export function addProperties(test: TestCase): void {
  const task: unknown = Reflect.get(test, 'task')
  if (!hasAnnotations(task)) return
  for (const [type, message] of propertiesOf(test.meta().wyndrvr ?? []))
    task.annotations.push({ type, message })
}

/** Names of metrics and their figures, in the units of the document. A second measurement has `latency.p99 (2)`. */
export function propertiesOf(measurements: readonly Measurement[]): readonly (readonly [string, string])[] {
  return METRICS.flatMap(({ name, read }) =>
    measurements
      .flatMap((measurement) => read(measurement))
      .flatMap(({ value }, index) =>
        value === null ? [] : [[index === 0 ? name : `${name} (${index + 1})`, String(value)] as const],
      ),
  )
}

function hasAnnotations(task: unknown): task is { readonly annotations: TestAnnotation[] } {
  return typeof task === 'object' && task !== null && 'annotations' in task && Array.isArray(task.annotations)
}
