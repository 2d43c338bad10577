import { formatHostPort } from '../address.ts'
import type { HostPort } from '../address.ts'
import { familiesText } from '../report/formats/metric-families.ts'
import type { Family } from '../report/formats/metric-families.ts'
import { METRICS_ADDRESS } from './metrics-flags.ts'
import { isRead, openHttpPort, send } from './http-port.ts'
import type { HttpPort } from './http-port.ts'

/** The address of the metrics. */
export function metricsUrl({ address }: HttpPort): string {
  return `http://${formatHostPort(address)}/metrics`
}

/** The text format that every version of Prometheus reads. */
const TYPE = 'text/plain; version=0.0.4'

/**
 * Serves metrics to Prometheus.
 * @param address where; `true` for {@link METRICS_ADDRESS}
 * @param families are asked for at each scrape
 * @throws {WyndrvrError} `ERR_WYNDRVR_LISTEN`
 */
export async function openMetricsPort(
  address: HostPort | true,
  families: () => readonly Family[],
): Promise<HttpPort> {
  return openHttpPort(address === true ? METRICS_ADDRESS : address, '--metrics', (request, response) => {
    if (request.url !== '/metrics') send(response, 404, 'text/plain', 'Metrics are at /metrics.\n')
    else if (isRead(request, response)) send(response, 200, TYPE, familiesText(families()))
  })
}
