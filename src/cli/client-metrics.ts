import { usageError } from '../check.ts'
import type { Family } from '../report/formats/metric-families.ts'
import { familiesOf } from '../report/formats/open-metrics.ts'
import type { ClientFlags } from './client-flags.ts'
import type { Ended } from './client-run.ts'
import type { HttpPort } from './http-port.ts'

/** What the runs of `--watch` measured, for Prometheus: the figures of the last one. */
export class ClientMetrics implements AsyncDisposable {
  #runs = 0
  #failed = 0
  #last: Ended | null = null
  #port: HttpPort | null = null

  /**
   * Serves the metrics, if they are asked for.
   * @returns their address
   * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` or `ERR_WYNDRVR_LISTEN`
   */
  async listen({ metrics, watch }: Pick<ClientFlags, 'metrics' | 'watch'>): Promise<string | null> {
    if (metrics === undefined) return null
    if (watch === undefined)
      throw usageError('--metrics serves the results of --watch. Add it, such as --watch 30s.')
    const { metricsUrl, openMetricsPort } = await import('./metrics-port.ts')
    this.#port = await openMetricsPort(metrics, () => this.#families())
    return metricsUrl(this.#port)
  }

  /** A run has ended. */
  take(ended: Ended): void {
    this.#last = ended
    this.#runs += 1
    if (ended.failed) this.#failed += 1
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#port?.[Symbol.asyncDispose]()
  }

  #families(): readonly Family[] {
    const last = this.#last
    return [
      counter('wyndrvr_watch_runs_total', 'Runs that have ended', this.#runs),
      counter(
        'wyndrvr_watch_failed_runs_total',
        'Runs in which something could not be measured',
        this.#failed,
      ),
      ...(last === null ? [] : [up(last), ...familiesOf([{ name: 'watch', document: last.document }])]),
    ]
  }
}

function counter(name: string, help: string, value: number): Family {
  return { name, type: 'counter', unit: '', help, samples: [{ labels: {}, value }] }
}

function up({ failed }: Ended): Family {
  return {
    name: 'wyndrvr_watch_up',
    type: 'gauge',
    unit: '',
    help: 'Whether everything could be measured in the last run: 1 or 0',
    samples: [{ labels: {}, value: failed ? 0 : 1 }],
  }
}
