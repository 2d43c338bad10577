import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { freePort } from '../../../src/host/free-port.ts'
import { after } from '../../../src/host/timers.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import { start } from '../../support/programs/processes.ts'
import type { Running } from '../../support/programs/processes.ts'
import { prometheusPrograms } from '../../support/programs/prometheus.ts'
import { serve, temporaryFolder, wyndrvr } from './commands.ts'
import type { ServerCommand } from './commands.ts'

const PROMETHEUS = prometheusPrograms()
const folder = temporaryFolder()
let server: ServerCommand
let watching: Running
let urls: { readonly server: string; readonly client: string }

beforeAll(async () => {
  server = await serve('--metrics', '0')
  const what = [
    '--test',
    'latency,upload',
    '--count',
    '20',
    '--size',
    '1MB',
    '--threshold',
    'upload > 1kbit/s',
  ]
  const how = ['--watch', '200ms', '--metrics', '127.0.0.1:0', '--output', join(folder, 'last.json')]
  watching = wyndrvr('client', '--host', '127.0.0.1', '--port', server.port, ...what, ...how)
  const url = async (running: Running): Promise<string> =>
    (await running.printed(/Metrics: (http:\/\/127\.0\.0\.1:\d+\/metrics)\n/))[1] ?? ''
  urls = { server: await url(server), client: await url(watching) }
  await watching.printed(/^Run 3, \d{4}-.*Z\n/m)
})
afterAll(async () => {
  await watching[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('a client that watches serves the results of its last run', async () => {
  const text = await metrics(urls.client)
  expect(Number(/^wyndrvr_watch_runs_total (\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(2)
  expect(text).toMatch(/^wyndrvr_watch_up 1$/m)
  expect(text.match(/^wyndrvr_trusted\{run="watch",.*kind="(?:latency|throughput)"\} [01]$/gm)).toHaveLength(
    2,
  )
  expect(text.match(/^wyndrvr_verdict\{.*metric="upload\.mbps".*\} 1$/gm)).toHaveLength(1)
})

test('a server counts its connections and tests', async () => {
  const text = await metrics(urls.server)
  expect(Number(/^wyndrvr_server_connections_total (\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(2)
  expect(Number(/^wyndrvr_server_received_bytes_total (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(2_000_000)
  expect(text).toMatch(/^wyndrvr_server_info\{version="\d+\.\d+\.\d+",mode="thread"\} 1$/m)
})

test('metrics can be read at /metrics only, and nothing else can be done', async () => {
  const answers = [
    await fetch(new URL('/', urls.server)),
    await fetch(urls.client, { method: 'POST' }),
    await fetch(urls.client, { method: 'HEAD' }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([404, 405, 200])
  expect(answers[2]?.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
})

describe.runIf(PROMETHEUS !== null)('Prometheus', () => {
  const { prometheus, promtool } = PROMETHEUS ?? { prometheus: '', promtool: '' }

  test.each(['server', 'client'] as const)('finds nothing wrong with the metrics of a %s', async (name) => {
    const input = await metrics(urls[name])
    const { status, stderr } = spawnSync(promtool, ['check', 'metrics'], { input, encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('scrapes both', async () => {
    const targets = [urls.server, urls.client].map((url) => `'${new URL(url).host}'`)
    writeFileSync(
      join(folder, 'prometheus.yml'),
      `global: { scrape_interval: 1s }
scrape_configs: [{ job_name: wyndrvr, static_configs: [{ targets: [${targets.join(', ')}] }] }]
`,
    )
    const at = `127.0.0.1:${await freePort()}`
    await using scraping = start(prometheus, [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${at}`,
    ])
    await scraping.printed(/Server is ready to receive web requests/)
    // It says nothing when it has scraped.
    const found = async (query: string): Promise<number> => {
      for (;;) {
        const answer = await fetch(`http://${at}/api/v1/query?query=${encodeURIComponent(query)}`)
        const { data } = (await answer.json()) as Answer
        const [first] = data.result
        if (first !== undefined) return Number(first.value[1])
        await after(100)
      }
    }
    expect(await found('max_over_time(wyndrvr_watch_up[5m])')).toBe(1)
    expect(await found('max_over_time(wyndrvr_server_connections_total[5m])')).toBeGreaterThanOrEqual(2)
    expect(
      await found('min(min_over_time(wyndrvr_trusted{kind="latency"}[5m]) >= 0)'),
    ).toBeGreaterThanOrEqual(0)
  })
})

interface Answer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] }
}

test('a run that fails is told, and the next ones follow until a signal', async () => {
  server.child.kill('SIGKILL')
  await server.ended
  await watching.printed(/^wyndrvr: .*\n(?:.*\n)*wyndrvr: /m)
  const text = await metrics(urls.client)
  expect(text).toMatch(/^wyndrvr_watch_up 0$/m)
  expect(text).toMatch(/^wyndrvr_watch_failed_runs_total [1-9]/m)
  expect(text).not.toMatch(/^wyndrvr_latency_seconds/m)
  watching.child.kill('SIGTERM')
  expect(await watching.ended).toMatchObject({ code: 0, signal: null })
})

describe('is refused:', () => {
  let commands: OneProcess
  beforeAll(() => {
    commands = startOneProcess()
  })
  afterAll(async () => commands[Symbol.asyncDispose]())

  test.each([
    [
      ['--metrics'],
      2,
      /^wyndrvr: --metrics serves the results of --watch\. Add it, such as --watch 30s\.\n$/,
    ],
    [['--watch', '1s', '--json'], 2, /'--watch <time>' cannot be used with option '--json'/],
    [['--watch', '99ms'], 2, /^wyndrvr: --watch must be 100ms to 24h/],
    [['--watch', '2d'], 2, /--watch/],
    [['--watch', '1s', '--metrics', ':80'], 2, /It must be a port or host:port, such as 192\.0\.2\.7:9464\./],
    [['--watch', '1s', '--metrics', '127.0.0.1:x'], 2, /argument '127\.0\.0\.1:x' is invalid/],
    [
      ['--watch', '1s', '--metrics', '192.0.2.1:0'],
      3,
      /^wyndrvr: --metrics cannot listen on 192\.0\.2\.1:0: .*EADDRNOTAVAIL.* Choose another port with --metrics, or 0 for a free one\.\n$/,
    ],
  ])('client %j', async (words, code, pattern) => {
    const ended = await commands.wyndrvr(['client', ...words])
    expect(ended).toMatchObject({ code })
    expect(ended.stderr).toMatch(pattern)
  })
})

async function metrics(url: string): Promise<string> {
  return (await fetch(url)).text()
}
