import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics'

import { figuresIn } from '../report/formats/open-metrics.ts'
import type { ResultDocument } from '../results/types.ts'
import { VERSION } from '../version.ts'

/** Units in UCUM, as OpenTelemetry's semantic conventions ask for, by Prometheus's words. */
const UNITS: Readonly<Record<string, string>> = {
  seconds: 's',
  bytes_per_second: 'By/s',
  ratio: '1',
  per_second: '1/s',
  bytes: 'By',
  seconds_per_gigabyte: 's/GBy',
  seconds_per_thousand: 's/(10*3)',
  seconds_per_connection: 's/{connection}',
}

/**
 * Sends the figures of a run by OTLP over HTTP. The variables `OTEL_…` of the environment say where, how and as which service:
 * OpenTelemetry's own SDK reads them.
 * @throws {Error} if the receiver did not take them
 */
export async function sendFigures(document: ResultDocument): Promise<void> {
  const reader = new OnceReader()
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'wyndrvr', 'service.version': VERSION }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    readers: [reader],
  })
  record(provider, document)
  const { resourceMetrics } = await reader.collect()
  await provider.shutdown()
  await send(resourceMetrics)
}

function record(provider: MeterProvider, document: ResultDocument): void {
  const meter = provider.getMeter('wyndrvr', VERSION)
  const { host, port } = document.target
  const server = { 'server.address': host, 'server.port': port }
  const trusted = meter.createGauge('wyndrvr.trusted', {
    description: 'Whether a measurement is trustworthy: 1 or 0.',
  })
  document.measurements.forEach(({ kind, client, validity }, place) =>
    trusted.record(validity.ok ? 1 : 0, { ...server, measurement: place + 1, client, kind }),
  )
  for (const { dotted, family, quantile, value, number, client } of figuresIn({ name: '', document })) {
    // JSON has no infinity.
    if (!Number.isFinite(value)) continue
    const gauge = meter.createGauge(dotted, {
      unit: UNITS[family.unit] ?? '',
      description: `${family.help}.`,
    })
    gauge.record(value, {
      ...server,
      measurement: number,
      client,
      quantile: quantile ?? undefined,
    })
  }
}

/** Collects when it is asked to. */
class OnceReader extends MetricReader {
  protected override async onShutdown(): Promise<void> {
    await Promise.resolve()
  }

  protected override async onForceFlush(): Promise<void> {
    await Promise.resolve()
  }
}

async function send(metrics: ResourceMetrics): Promise<void> {
  const exporter = new OTLPMetricExporter()
  try {
    await new Promise<void>((resolve, reject) => {
      exporter.export(metrics, ({ error }) => {
        if (error === undefined) resolve()
        else reject(error)
      })
    })
  } finally {
    await exporter.shutdown()
  }
}
