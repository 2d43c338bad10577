import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { ArmOptions } from '../../src/compare/arm-plan.ts'
import { freePort } from '../../src/host/free-port.ts'
import type { ResultDocument } from '../../src/results/types.ts'
import { caseRows, comparison } from './cases.ts'
import type { Case } from './cases.ts'
import type { TwoArms } from './haproxy-arms.ts'
import type { CalibrationRow } from './rows.ts'

const EXAMPLE = new URL('../../examples/proxies/nginx.conf', import.meta.url)

const MEASURES = ['download', 'latency', 'http.requests'] as const

/** Time of a comparison, s. */
const BUDGET = 45

/** What head's configuration has and base's has not, by where it goes. */
interface Change {
  readonly workers?: number
  readonly location?: string
}

/** A case, and whether its rows have goals. */
interface NginxCase extends Case {
  readonly demanding: boolean
}

/** Real comparisons over HTTP/1.1 of two nginx instances with the example's configuration, head's with a change. */
export async function nginxRows(runs: number, signal: AbortSignal): Promise<readonly CalibrationRow[]> {
  const rows: CalibrationRow[] = []
  for (const one of CASES) {
    const documents: ResultDocument[] = []
    for (let run = 1; run <= runs; run += 1) {
      process.stderr.write(`${one.what}: ${run} of ${runs}\n`)
      const options = { measure: MEASURES, budget: BUDGET * 1000, placement: 'auto' } as const
      documents.push(await comparison(one, options, signal))
    }
    rows.push(...caseRows('nginx', one, one.what, documents, one.demanding))
  }
  return rows
}

const SAME: Case['wanted'] = {
  'http.latency.p50': ['same', 0.9],
  'download.mbps': ['same', 0.8],
  'http.requests.rate': ['same', 0.8],
}

const CASES: readonly NginxCase[] = [
  {
    what: 'two equal nginx instances',
    arms: async (server) => nginxes(server, {}),
    wrong: ({ verdict }) => verdict === 'worse' || verdict === 'better',
    wanted: SAME,
    demanding: true,
  },
  {
    what: 'nginx, head with proxy_buffering off',
    arms: async (server) => nginxes(server, { location: 'proxy_buffering off; proxy_buffer_size 4k;' }),
    wrong: ({ metric, verdict }) => metric === 'download.mbps' && ['same', 'better'].includes(verdict),
    wanted: { 'download.mbps': ['worse', 0.8] },
    demanding: true,
  },
  {
    // The client accepts no compressed payload, so there is nothing to compress.
    what: 'nginx, head with gzip on',
    arms: async (server) => nginxes(server, { location: 'gzip on; gzip_types *;' }),
    wrong: ({ verdict }) => verdict === 'worse' || verdict === 'better',
    wanted: SAME,
    demanding: true,
  },
  {
    // How much a second worker is worth depends on the CPUs that it can have.
    what: 'nginx, head with worker_processes 2',
    arms: async (server) => nginxes(server, { workers: 2 }),
    wrong: () => false,
    wanted: { 'http.requests.rate': ['better', 0.5] },
    demanding: false,
  },
]

/** Two nginx instances before a server. */
async function nginxes(server: number, change: Change): Promise<TwoArms> {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-nginx-'))
  // Started by root, its workers run as somebody else.
  chmodSync(folder, 0o755)
  const arm = async (name: string, changed: Change): Promise<ArmOptions> => {
    const port = await freePort()
    const mine = join(folder, name)
    mkdirSync(mine)
    writeFileSync(join(mine, 'nginx.conf'), configOf(port, server, changed))
    const url = `http://127.0.0.1:${port}/base`
    return { host: '127.0.0.1', port, url, command: ['nginx', '-p', mine, '-c', 'nginx.conf'] }
  }
  return {
    base: await arm('base', {}),
    head: await arm('head', change),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function configOf(port: number, server: number, { workers = 1, location = '' }: Change): string {
  return readFileSync(EXAMPLE, 'utf8')
    .replace('127.0.0.1:8080', `127.0.0.1:${port}`)
    .replace('127.0.0.1:5001', `127.0.0.1:${server}`)
    .replace('events {}', `worker_processes ${workers};\nevents {}`)
    .replace('proxy_request_buffering off;', `proxy_request_buffering off;\n      ${location}`)
}
