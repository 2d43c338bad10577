import { expect, test } from 'vitest'

import { armInput } from '../../../src/action/inputs/arm-input.ts'

test.each([
  ['', null],
  ['  ', null],
  ['192.0.2.7:5001', { address: { host: '192.0.2.7', port: 5001 }, command: null }],
  ['[::1]:5001', { address: { host: '::1', port: 5001 }, command: null }],
  [
    'https://proxy.test/base caddy run',
    {
      address: { host: 'proxy.test', port: 443, url: 'https://proxy.test/base' },
      command: 'caddy run',
    },
  ],
  [
    "127.0.0.1:9000 node proxy.js --name 'a b'",
    { address: { host: '127.0.0.1', port: 9000 }, command: "node proxy.js --name 'a b'" },
  ],
  ['node server.js --port {port}', { address: null, command: 'node server.js --port {port}' }],
])('%j is an arm %j', (text, arm) => {
  expect(armInput('base', text)).toEqual(arm)
})
