import { describe } from 'vitest'

import type { Dialect } from '../../src/results/parts.ts'

const DIALECTS: readonly Dialect[] = ['native', 'seed']

/**
 * Describes the same tests in every dialect: native and seed.
 * @param name what is described; the dialect is added
 */
export function describeDialects(name: string, describeTests: (dialect: Dialect) => void): void {
  describe.each(DIALECTS)(`${name}, in the %s dialect`, (dialect) => {
    describeTests(dialect)
  })
}
