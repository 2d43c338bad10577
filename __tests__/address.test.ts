import { expect, test } from 'vitest'

import { formatHostPort, parseHostPort } from '../src/address.ts'

test.each([
  ['192.0.2.7:5001', '192.0.2.7', 5001],
  ['[::1]:80', '::1', 80],
  ['[fe80::1%br-lan]:5001', 'fe80::1%br-lan', 5001],
  ['[fe80::1%eth0.10]:5001', 'fe80::1%eth0.10', 5001],
  ['[fe80::1%wg@0/x:1]:5001', 'fe80::1%wg@0/x:1', 5001],
  ['[fe80::1%Ethernet 2]:5001', 'fe80::1%Ethernet 2', 5001],
])('%s is an address, and is written the same way', (text, host, port) => {
  expect(parseHostPort(text)).toEqual({ host, port })
  expect(formatHostPort({ host, port })).toBe(text)
})

test.each([
  '[fe80::1%]:5001',
  '[fe80::1%a]b]:5001',
  '[fe80::1%a\nb]:5001',
  '[br-lan]:5001',
  '::1:5001',
  'a:0',
  'a:65536',
])('%j is none', (text) => {
  expect(() => parseHostPort(text)).toThrow('Expected a server as host:port')
})
