import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { ROOT, run } from '../../support/programs/processes.ts'
import type { Ended } from '../../support/programs/processes.ts'
import { serve } from './commands.ts'
import type { ServerCommand } from './commands.ts'

let server: ServerCommand
let status = 200
let received: Received[] = []

/** A receiver of OTLP: it decodes what it gets. */
const receiver = createServer((request, response) => {
  void buffer(request).then((body) => {
    const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
    received.push({ path: request.url, headers: request.headers, body: JSON.parse(plain.toString('utf8')) })
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
})

beforeAll(async () => {
  server = await serve()
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
})
beforeEach(() => {
  status = 200
  received = []
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  receiver.close()
  receiver.closeAllConnections()
})

test('a run is sent to the receiver that the environment names, as the service that it names', async () => {
  const ended = await measure({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint(),
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=network',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  })
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(received).toMatchObject([
    {
      path: '/v1/metrics',
      headers: { 'x-tenant': 'network', 'content-type': 'application/json', 'content-encoding': 'gzip' },
    },
  ])
  const [{ resource, scopeMetrics } = { resource: { attributes: [] }, scopeMetrics: [] }] =
    received[0]?.body.resourceMetrics ?? []
  expect(valuesOf(resource.attributes)).toMatchObject({
    'service.name': 'wyndrvr',
    'service.version': expect.stringMatching(/^\d/),
    'deployment.environment.name': 'test',
  })
  const metrics = new Map(scopeMetrics.flatMap(({ metrics: all }) => all).map((each) => [each.name, each]))
  const trusted = metrics.get('wyndrvr.trusted')?.gauge.dataPoints ?? []
  expect(trusted.map(({ attributes }) => valuesOf(attributes))).toEqual(
    ['latency', 'throughput'].map((kind, place) => ({
      'server.address': '127.0.0.1',
      'server.port': Number(server.port),
      measurement: place + 1,
      client: 1,
      kind,
    })),
  )
  // A busy machine may leave no figure that is trustworthy.
  const isTrusted = (place: number): boolean =>
    Number(trusted[place]?.asInt ?? trusted[place]?.asDouble) === 1
  expect(metrics.get('wyndrvr.latency')?.unit).toBe(isTrusted(0) ? 's' : undefined)
  expect(metrics.get('wyndrvr.download')?.unit).toBe(isTrusted(1) ? 'By/s' : undefined)
  if (isTrusted(0)) {
    const quantiles = metrics.get('wyndrvr.latency')?.gauge.dataPoints ?? []
    expect(quantiles.map(({ attributes }) => valuesOf(attributes)['quantile'])).toContain('0.5')
  }
})

test('a receiver that refuses is told, and changes nothing else', async () => {
  status = 400
  const ended = await measure({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${endpoint()}/own/path` })
  expect(received).toMatchObject([{ path: '/own/path' }])
  expect(ended).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(
      /^wyndrvr: The figures could not be sent by OTLP: .*\. Check OTEL_EXPORTER_OTLP_ENDPOINT\.\n$/,
    ),
  })
})

test.each([{}, { OTEL_SDK_DISABLED: 'true' }, { OTEL_METRICS_EXPORTER: 'none' }])(
  'nothing is sent if the environment says %j',
  async (env) => {
    const named = Object.keys(env).length === 0 ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint() }
    expect(await measure({ ...named, ...env })).toMatchObject({ code: 0, stderr: '' })
    expect(received).toEqual([])
  },
)

function endpoint(): string {
  const { port } = receiver.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

async function measure(env: NodeJS.ProcessEnv): Promise<Ended> {
  const where = ['--host', '127.0.0.1', '--port', server.port]
  const what = ['--test', 'latency,download', '--count', '20', '--size', '5MB']
  return run(process.execPath, [`${ROOT}lib/wyndrvr.js`, 'client', ...where, ...what], {
    env: { ...process.env, ...env },
  })
}

interface Received {
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: {
    readonly resourceMetrics: readonly {
      readonly resource: { readonly attributes: readonly Attribute[] }
      readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[]
    }[]
  }
}

interface Metric {
  readonly name: string
  readonly unit: string
  readonly gauge: { readonly dataPoints: readonly DataPoint[] }
}

interface DataPoint {
  readonly attributes: readonly Attribute[]
  readonly asInt?: number | string
  readonly asDouble?: number
}

interface Attribute {
  readonly key: string
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string }
}

function valuesOf(attributes: readonly Attribute[]): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue } }) => [key, stringValue ?? Number(intValue)]),
  )
}
