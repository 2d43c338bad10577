import { REQUEST_MARK, HTTP_PATHS } from '../../src/protocol/http.ts'
import { startNginx } from '../tools/body-server.ts'
import { runOurs, startOurs } from '../tools/ours.ts'
import type { Measurement, OurServer } from '../tools/ours.ts'
import { run } from '../tools/run.ts'
import type { Arm, Bench, Group, Sample } from '../types.ts'

const AT_ONCE = 16

/** Bytes of a body, by whether it goes over TLS. */
const BODY = { plain: 2 ** 31, tls: 2 ** 30 } as const

const MARK = ['-H', `${REQUEST_MARK}: 1`] as const

/** One request after another on one connection, of the same server. */
export const HTTP_LATENCY: Group = {
  arms: [
    {
      name: 'wyndrvr',
      run: async (bench) => {
        const words = ['--test', 'latency', '--duration', `${bench.seconds}s`]
        const { p50 } = await ours(bench, [], ['--dialect', 'http1', ...words], 'latency')
        return { p50: numberOf(p50, 'p50') * 1000 }
      },
    },
    {
      name: 'wrk',
      peer: 'wrk',
      run: async (bench) => ({ p50: timeOf(await wrk(bench, 1), /50%\s+([\d.]+)(us|ms|s)/) }),
    },
  ],
  rows: [
    {
      name: 'http-latency',
      work: 'HTTP/1.1 request, keep-alive, p50',
      figure: 'p50',
      ours: 'wyndrvr',
      against: ['wrk'],
      reach: { bound: 'at most', times: 1.3 },
    },
  ],
}

/** One request after another on each of several connections, of the same server. */
export const HTTP_REQUESTS: Group = {
  arms: [
    {
      name: 'wyndrvr',
      run: async (bench) => {
        const words = ['--test', 'requests', '--connections', `${AT_ONCE}`, '--duration', `${bench.seconds}s`]
        const { rate, p50 } = await ours(bench, [], ['--dialect', 'http1', ...words], 'connect')
        return { requests: numberOf(rate, 'rate'), p50: numberOf(p50, 'p50') * 1000 }
      },
    },
    {
      name: 'wrk',
      peer: 'wrk',
      run: async (bench) => {
        const text = await wrk(bench, AT_ONCE)
        return {
          requests: found(text, /Requests\/sec:\s+([\d.]+)/),
          p50: timeOf(text, /50%\s+([\d.]+)(us|ms|s)/),
        }
      },
    },
    {
      name: 'hey',
      peer: 'hey',
      run: async (bench) => {
        const words = ['-z', `${bench.seconds}s`, '-c', `${AT_ONCE}`, ...MARK]
        const text = await against(bench, 'hey', words, (url) => [url])
        return { requests: found(text, /Requests\/sec:\s+([\d.]+)/) }
      },
    },
  ],
  rows: [
    {
      name: 'http-requests',
      work: `HTTP/1.1 requests, ${AT_ONCE} connections`,
      figure: 'requests',
      ours: 'wyndrvr',
      against: ['wrk', 'hey'],
      reach: null,
    },
    {
      name: 'http-requests-p50',
      work: `HTTP/1.1 requests, ${AT_ONCE} connections, p50`,
      figure: 'p50',
      ours: 'wyndrvr',
      against: ['wrk'],
      reach: null,
    },
  ],
}

/** A large body, from our server to our client and from nginx to curl. */
export const HTTP_DOWNLOADS: readonly Group[] = ([false, true] as const).map((secure) => {
  const bytes = secure ? BODY.tls : BODY.plain
  return {
    arms: [
      {
        name: 'wyndrvr',
        run: async (bench) => {
          const words = ['--dialect', 'http1', '--test', 'download', '--size', `${bytes}B`]
          const measured = await ours(
            bench,
            secure ? ['--tls'] : [],
            [...words, ...(secure ? ['--insecure'] : [])],
            'throughput',
          )
          return { mbps: numberOf(measured.mbps, 'mbps') }
        },
      },
      { name: 'nginx and curl', peer: 'nginx', run: async (bench) => curl(bench, bytes, secure) },
    ],
    rows: [
      {
        name: secure ? 'https-download' : 'http-download',
        work: `download over HTTP/1.1${secure ? ', TLS' : ''}`,
        figure: 'mbps',
        ours: 'wyndrvr',
        against: ['nginx and curl'],
        reach: { bound: 'at least', times: 0.9 },
      },
    ],
  }
})

/** TLS handshakes, one after another, with the same server: full ones, and those that resume a session. */
export const TLS_HANDSHAKES: readonly Group[] = (['full', 'resumed'] as const).map((kind) => ({
  arms: [
    {
      name: 'wyndrvr',
      run: async (bench) => {
        const words = [
          '--test',
          'connect',
          '--connections',
          '1',
          '--duration',
          `${bench.seconds}s`,
          '--insecure',
        ]
        const resume = kind === 'full' ? [] : ['--tls-resume']
        const { rate } = await ours(bench, ['--tls'], [...words, ...resume], 'connect')
        return { handshakes: numberOf(rate, 'rate') }
      },
    },
    sTime(kind),
  ],
  rows: [
    {
      name: kind === 'full' ? 'tls-handshakes' : 'tls-resumed',
      work: `TLS handshakes, ${kind}, 1 connection`,
      figure: 'handshakes',
      ours: 'wyndrvr',
      against: ['openssl s_time'],
      reach: null,
    },
  ],
}))

function sTime(kind: 'full' | 'resumed'): Arm {
  return {
    name: 'openssl s_time',
    peer: 'openssl',
    run: async (bench) => {
      await using server = await startOurs(bench.signal, ['--tls'])
      const words = ['s_time', '-connect', `127.0.0.1:${server.port}`, '-time', `${bench.seconds}`]
      // Session tickets of TLS 1.3 come after the handshake, and s_time does not wait for them.
      const version = kind === 'full' ? ['-new'] : ['-reuse', '-tls1_2']
      const { stdout } = await run('openssl', [...words, ...version], bench)
      const last = stdout.slice(stdout.lastIndexOf('connections in', stdout.lastIndexOf('real seconds')) - 20)
      const [, count = '', seconds = ''] = /(\d+) connections in (\d+) real seconds/.exec(last) ?? []
      return { handshakes: Number(count) / Number(seconds) }
    },
  }
}

async function ours(
  bench: Bench,
  server: readonly string[],
  words: readonly string[],
  kind: string,
): Promise<Measurement> {
  await using running: OurServer = await startOurs(bench.signal, server)
  const measurement = (await runOurs(running, words, bench)).find((one) => one.kind === kind)
  if (measurement === undefined) throw new Error(`wyndrvr measured no ${kind}`)
  return measurement
}

async function wrk(bench: Bench, connections: number): Promise<string> {
  const words = ['-t', '1', '-c', `${connections}`, '-d', `${bench.seconds}s`, '--latency', ...MARK]
  return against(bench, 'wrk', words, (url) => [url])
}

/** Runs a peer against the echo of our server. */
async function against(
  bench: Bench,
  peer: string,
  words: readonly string[],
  last: (url: string) => readonly string[],
): Promise<string> {
  await using server = await startOurs(bench.signal)
  const url = `http://127.0.0.1:${server.port}${HTTP_PATHS.echo}?bytes=14`
  const { stdout } = await run(peer, [...words, ...last(url)], bench)
  return stdout
}

async function curl(bench: Bench, bytes: number, secure: boolean): Promise<Sample> {
  await using nginx = await startNginx(bytes, secure, bench.signal)
  const words = ['--silent', '--insecure', '--http1.1', '--output', '/dev/null', '--write-out']
  const { stdout } = await run('curl', [...words, '%{size_download} %{speed_download}', nginx.url], bench)
  const [size, speed = Number.NaN] = stdout.split(' ').map(Number)
  if (size !== bytes) throw new Error(`curl got ${size} of ${bytes} bytes`)
  return { mbps: (speed * 8) / 1e6 }
}

const MICROSECONDS: Readonly<Record<string, number>> = { us: 1, ms: 1000, s: 1_000_000 }

function timeOf(text: string, pattern: RegExp): number {
  const [, value = '', unit = ''] = pattern.exec(text) ?? []
  return Number(value) * (MICROSECONDS[unit] ?? Number.NaN)
}

function found(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? Number.NaN)
}

function numberOf(value: number | null | undefined, name: string): number {
  if (typeof value === 'number') return value
  throw new Error(`wyndrvr gave no ${name}`)
}
