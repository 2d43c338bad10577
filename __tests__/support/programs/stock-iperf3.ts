import { spawnSync } from 'node:child_process'

import { run } from './processes.ts'

/** The figures of iperf3's own report. */
export interface StockReport {
  readonly error?: string
  readonly server_output_text?: string
  readonly end: {
    readonly sum?: StockSum
    readonly sum_sent: StockSum
    readonly sum_received: StockSum
    readonly sum_sent_bidir_reverse?: StockSum
    readonly sum_received_bidir_reverse?: StockSum
    readonly streams: readonly unknown[]
    readonly cpu_utilization_percent: { readonly remote_total: number }
  }
}

/** A sum in that report. */
export interface StockSum {
  readonly bytes: number
  /** Seconds by the clock of this end; some releases write those of the sender as `seconds` of the receiver. */
  readonly end: number
  readonly bits_per_second: number
  readonly retransmits?: number
  readonly jitter_ms?: number
  readonly lost_packets?: number
  readonly packets?: number
}

/** Whether this machine has iperf3; if not, says so on standard error. */
export function hasIperf3(): boolean {
  if (spawnSync('iperf3', ['--version']).status === 0) return true
  process.stderr.write('iperf3: skipped. These tests need iperf3, which is not in PATH.\n')
  return false
}

/** Runs iperf3's client to its end and returns its report. */
export async function runStock(
  port: number,
  words: readonly string[],
  host = '127.0.0.1',
): Promise<StockReport> {
  const all = ['--json', '--client', host, '--port', String(port), ...words]
  const { stdout, stderr } = await run('iperf3', all)
  try {
    const report: StockReport = JSON.parse(stdout)
    return report
  } catch (error) {
    throw new Error(`iperf3 printed no report:\n${stdout}${stderr}`, { cause: error })
  }
}
