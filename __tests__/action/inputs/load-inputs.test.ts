import { expect, test } from 'vitest'

import { armInput } from '../../../src/action/inputs/arm-input.ts'
import { matrixLabel } from '../../../src/action/inputs/matrix-label.ts'

test.each([
  ['', null],
  ['  ', null],
  ['192.0.2.7:5001', { address: { host: '192.0.2.7', port: 5001 }, command: null }],
  ['[::1]:5001', { address: { host: '::1', port: 5001 }, command: null }],
  [
    "127.0.0.1:9000 node proxy.js --name 'a b'",
    { address: { host: '127.0.0.1', port: 9000 }, command: "node proxy.js --name 'a b'" },
  ],
  ['node server.js --port {port}', { address: null, command: 'node server.js --port {port}' }],
])('%j is an arm %j', (text, arm) => {
  expect(armInput('base', text)).toEqual(arm)
})

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

test('long legs that differ only at their ends have different labels of 120 characters at most', () => {
  const labels = ['a', 'b'].map((end) => matrixLabel(JSON.stringify({ long: 'x'.repeat(500) + end })))
  expect(new Set(labels).size).toBe(2)
  for (const label of labels) expect(label.length).toBeLessThanOrEqual(120)
})
