import { describe, expect, test } from 'vitest'

import { parseHeaders, resolvedBy } from '../../../src/client/wire/http-target.ts'

describe('headers are read as by curl', () => {
  test.each([
    ['X-Team: net', { 'X-Team': 'net' }],
    ['X-Team:net:1', { 'X-Team': 'net:1' }],
    ['X-Team;', { 'X-Team': '' }],
    ['X-Team:', {}],
    ['User-Agent:  ', {}],
  ])('%j', (text, headers) => {
    expect(parseHeaders([text])).toEqual(headers)
  })

  test.each([
    ['secret', "A header is written 'Name: value'."],
    ['X Team: secret', "A header is written 'Name: value'."],
    ['@secret', 'Headers are not read from files. Put them into WYNDRVR_HEADERS, one per line.'],
    ['host:', 'The header host cannot be left out. Give it a value.'],
  ])('%j is refused', (text, message) => {
    expect(() => parseHeaders([text])).toThrow(
      expect.objectContaining({ code: 'ERR_WYNDRVR_VALUE', message }),
    )
  })
})

describe('addresses of hosts are read as by curl', () => {
  const server = { host: 'proxy.test', port: 443 }
  test.each([
    ['proxy.test:443:192.0.2.7', '192.0.2.7'],
    ['+Proxy.test:443:[2001:db8::7]', '2001:db8::7'],
    ['*:443:192.0.2.7', '192.0.2.7'],
    ['*:80:192.0.2.7', undefined],
    ['other.test:443:192.0.2.7', undefined],
  ])('%j', (text, address) => {
    expect(resolvedBy([text], server)).toBe(address)
  })

  test('the last one counts', () => {
    expect(resolvedBy(['*:443:192.0.2.7', 'proxy.test:443:192.0.2.8'], server)).toBe('192.0.2.8')
  })
})
