import { counted } from '../../text/count.ts'
import { rateText } from '../../text/rate.ts'
import { sizeText } from '../../text/size.ts'
import { timeText } from '../../text/time.ts'
import { table } from './blocks-html.ts'
import { lineChart } from './line-chart.ts'
import type { Point } from './dot-marks.ts'
import { markup, NOTHING } from './markup.ts'
import { page } from './page.ts'
import type { PageScript } from './page.ts'
import { highest } from './time-charts.ts'

/** What a server's page shows. */
export interface DashboardView {
  /** `host:port` */
  readonly server: string
  readonly mode: string
  /** Those that are connected. */
  readonly clients: readonly DashboardClient[]
  /** Rates of the last minute, also of clients that have left: x in seconds, 0 is now; y in Mbps. */
  readonly rates: readonly { readonly name: string; readonly points: readonly Point[] }[]
  /** The last tests, the newest first. */
  readonly tests: readonly DashboardTest[]
}

/** A client of a server, with all of its connections. Rates in Mbps. */
export interface DashboardClient {
  readonly name: string
  /** `null` between tests. */
  readonly test: string | null
  readonly connections: number
  readonly download: number
  readonly upload: number
}

/** A test that has ended. */
export interface DashboardTest {
  /** ISO 8601 in UTC. */
  readonly endedAt: string
  readonly name: string
  readonly test: string
  readonly connections: number
  readonly seconds: number
  readonly bytes: number
  /** `null` if its bytes are no payload, as those of probes, or go by UDP. */
  readonly mbps: number | null
}

/** The page of a running server. */
export function dashboardPage(view: DashboardView, script: PageScript): string {
  const { server, mode, clients, rates, tests } = view
  const axis = { label: 'seconds', domain: [-SHOWN, 0], nice: false } as const
  return page(
    `wyndrvr server ${server}`,
    [
      markup`<p><button type="button" id="pause" hidden>Pause</button><noscript>Reload the page to update it.</noscript></p>
<div id="live">
<p>${counted(clients.length, 'client')} connected, ${mode} mode.</p>
${table(
  'Clients',
  ['Client', 'Test', 'Connections', 'Download', 'Upload'],
  clients.map((one) => [
    one.name,
    one.test ?? 'none',
    one.connections,
    rateText(one.download),
    rateText(one.upload),
  ]),
)}
${lineChart(
  'Rates of the last minute',
  'Everything that the TCP connections of each client carry, with commands and answers.',
  rates,
  { x: axis, y: { label: 'Mbps', domain: [0, highest(rates)] } },
)}
${
  tests.length === 0
    ? markup`<p>No test has ended yet.</p>`
    : table(
        'Last tests',
        ['Ended (UTC)', 'Client', 'Test', 'Connections', 'Time', 'Bytes', 'Rate'],
        tests.map((one) => [
          one.endedAt.slice(0, 19).replace('T', ' '),
          one.name,
          one.test,
          one.connections,
          timeText(one.seconds * 1000),
          sizeText(one.bytes),
          one.mbps === null ? NOTHING : rateText(one.mbps),
        ]),
      )
}
</div>
`,
    ],
    script,
  )
}

/** Seconds that the chart shows. */
export const SHOWN = 60
