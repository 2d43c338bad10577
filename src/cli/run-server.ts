import { once } from 'node:events'

import {
  SERVER_CLOSED,
  SERVER_CLOSING,
  SERVER_HANGUP,
  serverEndLine,
  serverStarted,
} from '../report/session-lines.ts'
import { announcementLine } from '../protocol/announcement.ts'
import { announcementOf } from '../server/far/announce.ts'
import { exposure } from '../server/access.ts'
import type { CapOptions } from '../server/caps.ts'
import type { Mode } from '../server/mode.ts'
import { startServer } from '../server/start-server.ts'
import type { Duration } from '../units.ts'
import type { HostPort } from '../address.ts'
import type { Dashboard } from './dashboard/dashboard.ts'
import { delivered } from './interrupt.ts'
import { takeSignals } from './held-signals.ts'
import { metricsUrl, openMetricsPort } from './metrics-port.ts'
import { ServerLines } from './server-lines.ts'
import { ServerMetrics } from './server-metrics.ts'
import { serverTlsOf } from './tls-flags.ts'
import type { ServerTlsFlags } from './tls-flags.ts'
import { tokenOf } from './token-flags.ts'
import type { TokenFlags } from './token-flags.ts'

/** The flags of a server command line; a flag that is not given is absent. */
export interface ServerFlags extends TokenFlags, ServerTlsFlags, CapOptions {
  readonly host: string
  readonly port: number
  readonly mode: Mode
  readonly workers?: number
  readonly idleTimeout: Duration
  readonly handshakeTimeout: Duration
  readonly allowSeed?: boolean
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  readonly oneOff?: boolean
  readonly exitAfterIdle?: Duration
  readonly exitWithStdin?: boolean
  readonly announce?: 'json'
  readonly logTime?: boolean
  /** Port of the dashboard; `true` for the usual one. */
  readonly dashboard?: number | true
  /** Where to serve metrics; `true` for the usual place. */
  readonly metrics?: HostPort | true
}

/** Runs a server command line until it is to end. */
export async function runServer(flags: ServerFlags): Promise<void> {
  const { announce, logTime = false, exitWithStdin = false, token: _, tokenFile: __, ...given } = flags
  const {
    dashboard: port,
    metrics: metricsAddress,
    tls: _tls,
    tlsSelfSigned: _made,
    tlsCert: _cert,
    tlsKey: _key,
    tlsOnly: _only,
    ...others
  } = given
  const lines = new ServerLines(announce === undefined ? process.stdout : process.stderr, logTime)
  // From here on a signal closes the server in good order, even while its workers start.
  await delivered()
  const signaled = askedToStop(() => lines.say([SERVER_HANGUP]))
  const secret = await Promise.race([tokenOf(flags), signaled])
  if (secret === 'signal') return
  const asked = exitWithStdin ? Promise.race([signaled, inputEnd()]) : signaled
  const options = { ...others, ...secret, ...serverTlsOf(flags) }
  await using dashboard =
    port === undefined ? null : await newDashboard(port === true ? DASHBOARD_PORT : port, secret.token)
  const metrics = metricsAddress === undefined ? null : new ServerMetrics()
  const watchers = [dashboard, metrics].filter((each) => each !== null)
  await using server = await startServer({
    ...options,
    onWarning: (sentence) => lines.complain(sentence),
    ...(watchers.length > 0 && {
      onTraffic: (traffic) => {
        for (const watcher of watchers) watcher.take(traffic)
      },
    }),
  })
  const page = await dashboard?.listen(server)
  await using scraped =
    metrics === null || metricsAddress === undefined
      ? null
      : await openMetricsPort(metricsAddress, () => metrics.families(server))
  for (const warning of server.warnings) lines.complain(warning)
  const exposed = exposure(server.address, options)
  if (exposed !== null) lines.complain(exposed)
  if (announce !== undefined) process.stdout.write(announcementLine(announcementOf(server)))
  const pages = {
    ...(page !== undefined && { Dashboard: page }),
    ...(scraped !== null && { Metrics: metricsUrl(scraped) }),
  }
  lines.say(serverStarted(flags.host, server.address, server.mode, server.tls?.fingerprint, pages))
  const why = await Promise.race([asked, server.ended])
  lines.say(['', ...serverEndLine(why), SERVER_CLOSING])
  await server.close()
  lines.say([SERVER_CLOSED])
  await lines.end()
}

const DASHBOARD_PORT = 5002

/** Its charts take a library that nothing else of a server needs. */
async function newDashboard(port: number, token: string | undefined): Promise<Dashboard> {
  const { Dashboard: Page } = await import('./dashboard/dashboard.ts')
  return new Page(port, token ?? null)
}

/** Resolves when somebody wants the server to end. SIGHUP does not: it comes when a terminal closes, and from log rotation. */
async function askedToStop(onHangup: () => void): Promise<'signal'> {
  const signals = ['SIGINT', 'SIGTERM'].map(async (name) => once(process, name).then(() => 'signal' as const))
  process.on('SIGHUP', onHangup)
  // Those that came while the modules loaded.
  for (const name of takeSignals()) process.emit(name, name)
  return Promise.race(signals)
}

async function inputEnd(): Promise<'stdin'> {
  await new Promise((resolve) => {
    for (const event of ['end', 'close', 'error']) process.stdin.once(event, resolve)
    // It may have ended with the token.
    if (process.stdin.readableEnded) resolve(undefined)
    process.stdin.resume()
  })
  process.stdin.destroy()
  return 'stdin'
}
