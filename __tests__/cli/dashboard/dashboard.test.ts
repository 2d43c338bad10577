import { createHash } from 'node:crypto'
import { request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

import { describe, expect, test } from 'vitest'

import { Dashboard } from '../../../src/cli/dashboard/dashboard.ts'
import { DashboardLog } from '../../../src/cli/dashboard/dashboard-log.ts'
import type { ConnectionTraffic, EndedTest } from '../../../src/server/traffic.ts'

const SERVER = { address: { host: '127.0.0.1', port: 5001 }, mode: 'thread' } as const
const TOKEN = 'a token of a test'

describe('the dashboard', () => {
  test('shows who measures, at what rate, and the last tests', async () => {
    await using dashboard = new Dashboard(0, null)
    const url = await dashboard.listen(SERVER)
    expect((await get(url)).text).toContain('0 clients connected')
    dashboard.take({
      connections: [traffic({ download: 40 }), traffic({ download: 60, test: null })],
      ended: [ended()],
    })
    const { status, headers, text } = await get(url)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(text).toMatch(
      /<th scope="row">192\.0\.2\.9<\/th><td>download<\/td><td>2<\/td><td>100 Mbps<\/td><td>0 kbps</,
    )
    expect(text).toMatch(/<th scope="row">2026-11-28 12:00:00<\/th>/)
    expect(text).toContain('80.0 Mbps')
  })

  test('allows its own script, and no other', async () => {
    await using dashboard = new Dashboard(0, null)
    const { headers, text } = await get(await dashboard.listen(SERVER))
    const scripts = [...text.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script)
    expect(scripts).toHaveLength(1)
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64')
    for (const policy of [headers['content-security-policy'], /content="(default-src[^"]*)"/.exec(text)?.[1]])
      expect(policy).toContain(
        `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; connect-src 'self'; `,
      )
  })

  test('asks for the token where one is set', async () => {
    await using dashboard = new Dashboard(0, TOKEN)
    const url = await dashboard.listen(SERVER)
    const as = async (words: string): Promise<Answer> =>
      get(url, { authorization: `Basic ${Buffer.from(words).toString('base64')}` })
    for (const refused of [await get(url), await as('any:other'), await as(TOKEN.slice(1)), await as('')]) {
      expect(refused.status).toBe(401)
      expect(refused.headers['www-authenticate']).toMatch(/^Basic realm=/)
      expect(refused.text).not.toContain('clients')
    }
    expect(await as(`any:${TOKEN}`)).toMatchObject({ status: 200 })
  })

  test.each([
    ['http://evil.example/', 'GET', '/', 403],
    ['http://127.0.0.1.evil.example/', 'GET', '/', 403],
    ['http://localhost:1234/', 'GET', '/', 200],
    ['http://localhost/', 'GET', '/other', 404],
    ['http://localhost/', 'GET', '/?x', 404],
    ['http://localhost/', 'POST', '/', 405],
    ['http://localhost/', 'HEAD', '/', 200],
  ])('asked as %s, it answers %s %s with %i', async (name, method, path, status) => {
    await using dashboard = new Dashboard(0, null)
    const url = new URL(path, await dashboard.listen(SERVER)).href
    const answer = await get(url, { host: new URL(name).host }, method)
    expect(answer.status).toBe(status)
    if (method === 'HEAD') expect(answer.text).toBe('')
  })

  test('says which port is taken', async () => {
    await using first = new Dashboard(0, null)
    const { port } = new URL(await first.listen(SERVER))
    await using second = new Dashboard(Number(port), null)
    await expect(second.listen(SERVER)).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LISTEN',
      message: expect.stringMatching(new RegExp(`^--dashboard cannot listen on 127\\.0\\.0\\.1:${port}: `)),
    })
  })
})

describe('the log of a dashboard', () => {
  test('adds up the connections of a session, and of a test', () => {
    const log = new DashboardLog()
    log.take({ connections: [], ended: [ended(), ended({ endedAt: ended().endedAt + 5, seconds: 2 })] }, 0)
    expect(log.view().tests).toMatchObject([{ connections: 2, seconds: 2, bytes: 20_000_000, mbps: 80 }])
  })

  test('tells clients of the same address apart', () => {
    const log = new DashboardLog()
    log.take({ connections: [traffic(), traffic({ session: 'b' })], ended: [] }, 0)
    expect(log.view().clients.map(({ name }) => name)).toEqual(['192.0.2.9', '192.0.2.9 (2)'])
  })

  test('forgets what is older than a minute, and has no rate of probes', () => {
    const log = new DashboardLog()
    log.take({ connections: [traffic({ download: 5 })], ended: [ended({ test: 'latency' })] }, 0)
    expect(log.view()).toMatchObject({ rates: [{ name: '192.0.2.9, download', points: [{ x: 0, y: 5 }] }] })
    log.take({ connections: [], ended: [] }, 30)
    expect(log.view()).toMatchObject({ clients: [], rates: [{ points: [{ x: -30, y: 5 }] }] })
    log.take({ connections: [], ended: [] }, 61)
    expect(log.view()).toMatchObject({ rates: [], tests: [{ test: 'latency', mbps: null }] })
  })

  test('keeps as much of ten thousand clients as a page can show', () => {
    const log = new DashboardLog()
    const sessions = Array.from({ length: 10_000 }, (_, index) => `session ${index}`)
    const all = sessions.map((session) => ended({ session }))
    for (const now of [0, 1, 2])
      log.take({ connections: sessions.map((session) => traffic({ session, download: 1 })), ended: all }, now)
    const { rates, tests } = log.view()
    expect(rates.length).toBeLessThanOrEqual(200)
    expect(tests).toHaveLength(20)
  })
})

function traffic(given: Partial<ConnectionTraffic> = {}): ConnectionTraffic {
  return { session: 'a', address: '192.0.2.9', test: 'download', download: 0, upload: 0, ...given }
}

function ended(given: Partial<EndedTest> = {}): EndedTest {
  return {
    session: 'a',
    address: '192.0.2.9',
    test: 'download',
    endedAt: Date.UTC(2026, 10, 28, 12),
    seconds: 1,
    received: 0,
    sent: 10_000_000,
    ...given,
  }
}

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Not fetch, which chooses the name of the host by itself. */
async function get(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
    })
    asked.on('error', reject)
    asked.end()
  })
}
