import { expect, test } from 'vitest'

import { stepName } from '../../../src/action/inputs/step-name.ts'

const UUID = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed'

test.each([
  ['', ''],
  ['__wyndrvr_action', ''],
  ['__wyndrvr_action_2', '2'],
  ['__self_10', '10'],
  ['measure', 'measure'],
  // Steps within a composite action, whose own names change with every run.
  [`bench.__${UUID}`, 'bench'],
  [`__octo_bench_2.__${UUID}`, '2'],
  [`__octo_bench.__${UUID}`, ''],
  [`__octo_bench.outer.__${UUID.replaceAll('-', '_')}`, 'outer'],
])('the step that a runner calls %j is named %j', (action, name) => {
  expect(stepName(action)).toBe(name)
})
