import { expect, test } from 'vitest'

import { matrixLabel } from '../../../src/action/inputs/matrix-label.ts'

test.each([
  ['null', ''],
  ['', ''],
  ['no JSON', ''],
  ['"text"', ''],
  ['{}', ''],
  ['{"os":"ubuntu-latest","node":24,"flags":{"a":true}}', 'ubuntu-latest, 24, {"a":true}'],
])('the matrix %j is shown as %j', (json, label) => {
  expect(matrixLabel(json)).toBe(label)
})

test('long legs that differ only at the end have different labels of at most 120 characters', () => {
  const labels = ['a', 'b'].map((end) => matrixLabel(JSON.stringify({ long: 'x'.repeat(500) + end })))
  expect(new Set(labels).size).toBe(2)
  for (const label of labels) expect(label.length).toBeLessThanOrEqual(120)
})
