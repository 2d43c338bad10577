import { expect, test } from 'vitest'

import { armInput, armInputs } from '../../../src/action/inputs/arm-input.ts'

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
  ['node server.js --port {port}', { address: 'localhost:{port}', command: 'node server.js --port {port}' }],
  [
    'http://127.0.0.1:{port}/base sh start.sh nginx.conf {port}',
    { address: 'http://127.0.0.1:{port}/base', command: 'sh start.sh nginx.conf {port}' },
  ],
  ['[::1]:{port} node proxy.js {port}', { address: '[::1]:{port}', command: 'node proxy.js {port}' }],
  ['./listen:{port} --verbose', { address: 'localhost:{port}', command: './listen:{port} --verbose' }],
])('%j is an arm %j', (text, arm) => {
  expect(armInput('base', text)).toEqual(arm)
})

test.each(['http://127.0.0.1:{port}/base', 'https://127.0.0.1:{port} nginx -p base', '127.0.0.1:{port}'])(
  '%j is refused: nothing would listen at that port',
  (text) => {
    expect(() => armInput('head', text)).toThrow(
      'The input head must have {port} in the command too, which starts the program at that port, for example',
    )
  },
)

test('arms take a URL with {port} too', () => {
  expect(armInputs('arms', ['old: http://127.0.0.1:{port}/ node old.js {port}'])).toEqual([
    { name: 'old', address: 'http://127.0.0.1:{port}/', command: 'node old.js {port}' },
  ])
})
