import { describe, expect, test, vi } from 'vitest'

import { describeFresh } from '../../support/describe-modes.ts'
import { ALL_WELL, measured } from '../../support/documents/measured.ts'
import { LOOPBACKS } from '../../support/machine/ipv6.ts'
import { hasIperf3, runStock } from '../../support/programs/stock-iperf3.ts'
import type { StockReport, StockSum } from '../../support/programs/stock-iperf3.ts'

/** A way to use iperf3, and what its report must show. */
type Way = readonly [words: string, check: (report: StockReport) => void]

/** An address of loopback from which an answer does not come by chance. Only Linux has others than the first. */
const ELSEWHERE = process.platform === 'linux' ? '127.0.0.5' : '127.0.0.1'

/** Each group runs at once. */
const GROUPS: readonly (readonly Way[])[] = [
  [
    ['--time 1 --bitrate 100M', isUpload],
    ['--time 1 --bitrate 100M --reverse', isDownload],
    ['--time 1 --bitrate 100M --bidir', isBoth],
  ],
  [
    ['--bytes 20M --parallel 4', (report) => isAmount(report, 20 * 2 ** 20)],
    ['--blockcount 100 --length 8K', (report) => isAmount(report, 100 * 8192)],
    ['--bytes 20M --reverse --length 1000', isDownload],
  ],
  [
    ['--time 1 --omit 1 --bitrate 100M --parallel 2', isOmitted],
    ['--time 1 --omit 1 --bitrate 100M --reverse', isOmitted],
    ['--time 1 --bitrate 8M --reverse --parallel 2', (report) => isRate(report, 16e6)],
  ],
  [
    ['--udp --time 1 --bitrate 8M', (report) => isDatagrams(report, 8e6)],
    ['--udp --time 1 --bitrate 8M --reverse', (report) => isDatagrams(report, 8e6)],
    ['--udp --time 1 --bidir', isBothDatagrams],
  ],
  [
    [
      '--udp --time 1 --parallel 3 --length 500 --udp-counters-64bit',
      (report) => isDatagrams(report, 3 * 2 ** 20),
    ],
    ['--udp --time 1 --omit 1 --bitrate 4M --reverse', (report) => isDatagrams(report, 4e6)],
    ['--udp --bytes 500K --bitrate 0', (report) => isArrived(report.end.sum)],
  ],
  [
    ['--time 1 --bitrate 100M --get-server-output', tellsOutput],
    ['--udp --time 1 --get-server-output --reverse', tellsOutput],
    ['--time 1 --bitrate 100M --zerocopy --no-delay --set-mss 1000 --window 200K --title a', isUpload],
  ],
]

/** Of the modes other than thread, what their connections and datagrams need is enough. */
const FEW: readonly (readonly Way[])[] = GROUPS.filter((_, place) => place === 0 || place === 3)

describe.runIf(hasIperf3())("Debian's iperf3", () => {
  // They are paced, and mostly wait.
  describeFresh(
    'three clients at once',
    (start, mode) => {
      const groups = mode === 'thread' ? GROUPS : FEW
      test.each(groups.map((group) => [group.map(([words]) => words).join(' | '), group] as const))(
        '%s',
        async (_, group) => {
          await using server = await start()
          const { port } = server.address
          const reports = await Promise.all(group.map(async ([words]) => runStock(port, words.split(' '))))
          for (const [index, report] of reports.entries()) {
            expect({ way: group[index]?.[0], error: report.error }).toEqual({
              way: group[index]?.[0],
              error: undefined,
            })
            group[index]?.[1](report)
          }
          expect(await measured(server.address)).toMatchObject(ALL_WELL)
        },
      )

      test.each<readonly [string, string]>([
        ['0.0.0.0', ELSEWHERE],
        ...LOOPBACKS.filter((address) => address === '::1').map((address) => ['::', address] as const),
      ])('reach a server on %s at %s over UDP too', async (host, target) => {
        await using server = await start({ host })
        const ways = ['--udp --time 1', '--udp --time 1 --reverse --parallel 2', '--udp --time 1 --bidir']
        const reports = ways.map(async (words) => runStock(server.address.port, words.split(' '), target))
        const ended = await Promise.all(reports)
        expect(ended.map(({ error }) => error)).toEqual([undefined, undefined, undefined])
        for (const { end } of ended) isArrived(end.sum_received)
      })

      test('say why a test is refused', async () => {
        await using server = await start()
        const { error } = await runStock(server.address.port, ['--reverse', '--congestion', 'cubic'])
        expect(error).toMatch(/unable to set TCP_CONGESTION/)
      })

      test('are the session that ends a server with oneOff', async () => {
        const server = await start({ oneOff: true })
        // Longer than the server waits between two connections of a session.
        const reports = [
          ['--time', '2', '--bitrate', '50M', '--parallel', '2'],
          ['--time', '2', '--udp'],
        ].map(async (words) => runStock(server.address.port, words))
        for (const { end } of await Promise.all(reports)) isArrived(end.sum_received)
        expect(await server.ended).toBe('one-off')
      })

      test('are told that the server ends', async () => {
        await using server = await start()
        const running = runStock(server.address.port, ['--time', '60', '--bitrate', '50M'])
        await vi.waitFor(() => expect(server.served.connections + server.workers.length).toBeGreaterThan(0))
        await server.close()
        expect((await running).error).toMatch(/server has terminated|control socket has closed|unable to/)
      })
    },
    { concurrent: true },
  )
})

/** Both ends agree: everything that was sent has been received. */
function isUpload({ end }: StockReport): void {
  isArrived(end.sum_received)
  expect(end.sum_received.bytes).toBe(end.sum_sent.bytes)
  // The server's time includes the client's, up to iperf3's rounding to microseconds.
  expect(end.sum_received.end).toBeGreaterThan(end.sum_sent.end - 0.00001)
  expect(end.cpu_utilization_percent.remote_total).toBeGreaterThan(0)
}

function isDownload({ end }: StockReport): void {
  isArrived(end.sum_received)
  expect(end.sum_received.bytes).toBeLessThanOrEqual(end.sum_sent.bytes)
  expect(end.sum_sent.end).toBeGreaterThan(end.sum_received.end - 0.00001)
  if (process.platform === 'linux') expect(end.sum_sent.retransmits).toBeGreaterThanOrEqual(0)
}

function isBoth(report: StockReport): void {
  isUpload(report)
  isArrived(report.end.sum_received_bidir_reverse)
}

function isAmount(report: StockReport, bytes: number): void {
  isUpload(report)
  expect(report.end.sum_received.bytes).toBeGreaterThanOrEqual(bytes)
}

/** The two ends begin to count at slightly different moments. */
function isOmitted({ end }: StockReport): void {
  isArrived(end.sum_received)
  const ratio = end.sum_received.bytes / end.sum_sent.bytes
  expect(ratio).toBeGreaterThan(0.3)
  expect(ratio).toBeLessThan(3)
}

function isRate(report: StockReport, rate: number): void {
  isDownload(report)
  expect(report.end.sum_received.bits_per_second).toBeLessThan(rate * 1.5)
}

function isDatagrams({ end }: StockReport, rate: number): void {
  const { sum } = end
  isArrived(sum)
  expect(sum?.packets).toBeGreaterThan(0)
  expect(sum?.jitter_ms).toBeGreaterThanOrEqual(0)
  expect(sum?.jitter_ms).toBeLessThan(1000)
  expect(sum?.lost_packets).toBeGreaterThanOrEqual(0)
  expect(sum?.lost_packets).toBeLessThan(sum?.packets ?? 0)
  expect(sum?.bits_per_second).toBeLessThan(rate * 2)
}

function isBothDatagrams(report: StockReport): void {
  isArrived(report.end.sum_received)
  isArrived(report.end.sum_received_bidir_reverse)
}

function tellsOutput(report: StockReport): void {
  expect(report.server_output_text).toMatch(/^wyndrvr \S+, \w+ mode, worker \d+\n\[ {2}1\] (received|sent) /)
}

function isArrived(sum: StockSum | undefined): void {
  expect(sum?.bytes).toBeGreaterThan(0)
  expect(sum?.bits_per_second).toBeGreaterThan(0)
}
