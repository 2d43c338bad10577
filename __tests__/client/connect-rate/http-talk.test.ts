import { expect, test } from 'vitest'

import { openCycle } from '../../../src/client/connect-rate/cycle.ts'
import type { CycleResult, CycleTarget } from '../../../src/client/connect-rate/cycle.ts'
import { httpTalk } from '../../../src/client/connect-rate/http-talk.ts'
import { openHttp1Link } from '../../../src/client/wire/http1-link.ts'
import { HttpClientProof } from '../../../src/client/wire/http-proof.ts'
import { startServer } from '../../../src/server/start-server.ts'

const TOKEN = '0123456789abcdef'
const TARGET = {
  url: 'http://a',
  version: '1.1',
  base: '/base',
  headers: { Host: 'a', 'X-Team': 'net' },
} as const

async function cycle(target: CycleTarget): Promise<CycleResult> {
  return new Promise((resolve) => {
    openCycle(target, 10_000, { onEnd: resolve })
  })
}

test('a connection asks for one answer, after which it closes', () => {
  const { opening } = httpTalk(TARGET, new HttpClientProof(TOKEN))()
  expect(opening.split('\r\n')).toEqual([
    'GET /base/wyndrvr/echo HTTP/1.1',
    'Host: a',
    'X-Team: net',
    'Sec-Wyndrvr: 1',
    'Connection: close',
    '',
    '',
  ])
})

test.each([
  ['HTTP/1.', 'part'],
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\n', 'part'],
  ['HTTP/1.1 200 OK\r\nVia: a\r\nwyndrvr:1\r\n\r\n', 'whole'],
  ['HTTP/1.1 200 OK\r\nServer: a\r\n\r\nWyndrvr: 1\r\n\r\n', 'wrong'],
  ['HTTP/1.1 502 Bad Gateway\r\nWyndrvr: 1\r\n\r\n', 'wrong'],
  ['SSH-2.0-OpenSSH_10.0', 'wrong'],
  [`HTTP/1.1 200 OK\r\n${'a'.repeat(33_000)}`, 'wrong'],
])('takes %j for %s', (said, expected) => {
  expect(httpTalk(TARGET, new HttpClientProof(TOKEN))().hear(said)).toBe(expected)
})

test.each([
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\n', 'part'],
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\nContent-Length: 0\r\n\r\n', 'whole'],
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n', 'last'],
  ['HTTP/1.0 200 OK\r\nWyndrvr: 1\r\nContent-Length: 0\r\n\r\n', 'last'],
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 'part'],
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n', 'part'],
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'whole'],
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n', 'wrong'],
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\nContent-Length: 5\r\n\r\n', 'wrong'],
  ['HTTP/1.1 200 OK\r\nWyndrvr: 1\r\n\r\n', 'wrong'],
  ['HTTP/1.1 503 Service Unavailable\r\nWyndrvr: 1\r\nContent-Length: 0\r\n\r\n', 'wrong'],
])('of a connection that stays open, takes %j for %s', (said, expected) => {
  expect(httpTalk(TARGET, new HttpClientProof(TOKEN), true)().hear(said)).toBe(expected)
})

test('connections prove the token again when the proof is old', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1, token: TOKEN })
  const proof = new HttpClientProof(TOKEN)
  const target = { ...TARGET, base: '' }
  const link = await openHttp1Link({ ...server.address, timeout: 10_000, keepAlive: 60_000 }, target, proof)
  await link.greet()
  const { Authorization: first } = proof.headers
  const talk = httpTalk(target, proof)
  expect(await cycle({ ...server.address, talk })).toMatchObject({ failure: null })
  expect(proof.headers.Authorization).toBe(first)
  proof.renew()
  const cycles = await Promise.all([1, 2, 3].map(async () => cycle({ ...server.address, talk })))
  expect(cycles.map(({ failure }) => failure)).toEqual([null, null, null])
  expect(proof.headers.Authorization).toBeDefined()
  expect(proof.headers.Authorization).not.toBe(first)
})
