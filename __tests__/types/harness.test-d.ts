/** The types that users see. `tsc` checks them here, and in the installed package beside each vitest. */
import { expectTypeOf } from 'vitest'
import type { TestAPI } from 'vitest'
import type {
  CapacityMeasurement,
  DatagramMeasurement,
  LatencyMeasurement,
  LoadedMeasurement,
  Measurement,
  Samples,
  ThroughputMeasurement,
} from 'wyndrvr'
import { describe, expect, freePort, it, test } from 'wyndrvr/vitest'
import type {
  CallContext,
  Compared,
  Link,
  Namespace,
  Program,
  Route,
  SpecFixtures,
  SpecRun,
  SpecServer,
} from 'wyndrvr/vitest'
import { wyndrvr } from 'wyndrvr/vitest/config'
import type { HarnessOptions } from 'wyndrvr/vitest/config'
import WyndrvrReporter from 'wyndrvr/vitest/reporter'
import type { ReporterOptions } from 'wyndrvr/vitest/reporter'

test.override('serverOptions', { mode: 'process', workers: 2 })
test.override('serverOptions', { token: false })
test.override('overlap', true)
test.override('strict', true)
test.override('placement', '0-2,5')
// @ts-expect-error: unknown mode
test.override('serverOptions', { mode: 'fibre' })
// @ts-expect-error: must be a boolean
test.override('overlap', 'yes')
// @ts-expect-error: must be a boolean
test.override('strict', 'very')
// @ts-expect-error: must be a text
test.override('placement', 0)

expectTypeOf(it).toEqualTypeOf(test)
// TypeScript before 5.9 cannot compare the type that vitest infers, which is nested for each fixture.
expectTypeOf(test).toEqualTypeOf<TestAPI<SpecFixtures>>()
describe('a group', () => {
  it('has fixtures', async ({ link }) => {
    expectTypeOf(link).toEqualTypeOf<Link>()
  })
})

test('fixtures', async ({ link, linkTo, server, startServer, spawn, spawnForFile, task, overlap }) => {
  expectTypeOf(link).toEqualTypeOf<Link>()
  expectTypeOf(server).toEqualTypeOf<SpecServer>()
  expectTypeOf(server.via({ port: 8080 })).toEqualTypeOf<Route>()
  expectTypeOf(server.via({ url: 'https://a/base', headers: { a: 'b' } })).toEqualTypeOf<Route>()
  expectTypeOf(server.via({ url: 'https://a', httpVersion: '2' })).toEqualTypeOf<Route>()
  expectTypeOf(server.via(await spawn('my-proxy', ['{port}']))).toEqualTypeOf<Route>()
  expectTypeOf(await linkTo(server)).toEqualTypeOf<Link>()
  expectTypeOf(await linkTo(await startServer({ mode: 'sequential' }))).toEqualTypeOf<Link>()
  expectTypeOf(await startServer({ from: 'ip netns exec a' })).toEqualTypeOf<SpecServer>()
  expectTypeOf((await startServer({ token: 'a token of a server' })).token).toEqualTypeOf<
    string | undefined
  >()
  expectTypeOf(await linkTo({ host: 'localhost', port: 1, token: server.token })).toEqualTypeOf<Link>()
  expectTypeOf(await spawn('true')).toEqualTypeOf<Program>()
  expectTypeOf(await spawnForFile('true', [], { ready: /x/, timeout: '2s' })).toEqualTypeOf<Program>()
  expectTypeOf(task.meta.wyndrvr).toEqualTypeOf<Measurement[] | undefined>()
  expectTypeOf(task.meta.wyndrvrRun).toEqualTypeOf<SpecRun | undefined>()
  expectTypeOf(overlap).toEqualTypeOf<boolean>()

  expectTypeOf(server.seenFrom('ip netns exec a')).toEqualTypeOf<Route>()
  server.seenFrom(['ip', 'netns', 'exec', 'a'], { host: '10.0.0.1' })
  // @ts-expect-error: a command is text or words
  server.seenFrom(1)
  server.via({ host: '192.0.2.7', port: 1080, protocol: 'socks5' })
  // @ts-expect-error: the port is required
  server.via({ host: '127.0.0.1' })
  // @ts-expect-error: unknown protocol
  server.via({ port: 70, protocol: 'gopher' })
  // @ts-expect-error: arguments are a list
  await spawn('node', 'server.js')
})

test('networks and calls', async ({ network, namespace, measure, linkTo, server }) => {
  expectTypeOf(
    await network({ delay: '20ms', jitter: 2, loss: '1%', rate: '50Mbit/s' }),
  ).toEqualTypeOf<Route>()
  await linkTo(await network({ delay: '20ms', by: 'relay' }, server.via({ port: 8080 })))
  // @ts-expect-error: a share needs a percent sign
  await network({ loss: 0.01 })
  // @ts-expect-error: unknown way
  await network({ delay: 1, by: 'magic' })
  const far = await namespace('far', { delay: '20ms' })
  expectTypeOf(far).toEqualTypeOf<Namespace>()
  expectTypeOf(await far.spawn('true')).toEqualTypeOf<Program>()
  expectTypeOf(await far.startServer()).toEqualTypeOf<SpecServer>()
  expectTypeOf(await far.linkTo(server)).toEqualTypeOf<Link>()
  expectTypeOf(far.from(server)).toEqualTypeOf<Route>()
  await namespace('near', { to: far, rate: '50Mbit/s' })
  // @ts-expect-error: a namespace, not its name
  await namespace('near', { to: far.name })
  const call = async ({ signal }: CallContext): Promise<Response> => fetch('http://127.0.0.1/', { signal })
  expectTypeOf(await measure(call, { count: 10, interval: '10ms' })).toEqualTypeOf<LatencyMeasurement>()
  await measure(call, { over: far.route(80), transport: 'udp' })
  await measure(call, { duration: '1s', over: null })
  // @ts-expect-error: a number of calls and a time exclude each other
  await measure(call, { count: 5, duration: '1s' })
  // @ts-expect-error: no route
  await measure(call, { over: 'far' })
  // @ts-expect-error: a promise is no function
  await measure(fetch('http://127.0.0.1/'))
})

test('comparisons of programs', async ({ compare, spawn, server }) => {
  expectTypeOf(await freePort()).toEqualTypeOf<number>()
  const base = await spawn('my-proxy', ['--listen', '{port}'])
  expectTypeOf(
    await compare({ base, head: { command: 'my-proxy --listen {port}' } }),
  ).toEqualTypeOf<Compared>()
  await compare({ base: server, head: { command: ['my-proxy'], port: 8080, cwd: '/tmp' } })
  // @ts-expect-error: a command has words
  await compare({ base, head: { command: 7 } })
})

test('comparisons', async ({ compare, server }) => {
  const head = server.via({ port: 8080 })
  const compared = await compare({ base: server, head }, (link) => link.download({ size: '8MB' }))
  expectTypeOf(compared).toEqualTypeOf<Compared>()
  await compare({ base: server, head }, (link) => [link.latency({ count: 100 }), link.upload()], {
    budget: '5s',
  })
  // @ts-expect-error: the engine sets the duration of bursts
  await compare({ base: server, head }, (link) => link.download({ duration: '5s' }))
  await compare({ base: server, head }, (link) => link.latency({ judge: ['p50', 'p99'] }), {
    margin: { latency: '0.05ms', 'latency.p99': 0.2 },
    restart: 'each-block',
  })
  // @ts-expect-error p98 is not compared
  await compare({ base: server, head }, (link) => link.latency({ judge: ['p98'] }))
  await compare(
    { base: server, head },
    (link) => [
      link.connectRate({ count: 64 }),
      link.connectRate({ reuse: true }),
      link.loadedLatency({ direction: 'upload', judge: ['p95'] }),
      link.udpDownload({ judge: ['loss', 'jitter'] }),
      link.udpUpload({ count: 200 }),
    ],
    { streams: 4, rate: '20Mbit/s' },
  )
  // @ts-expect-error a burst under load has too few probes
  await compare({ base: server, head }, (link) => link.loadedLatency({ judge: ['p99'] }))
  // @ts-expect-error a restart is one of three words
  await compare({ base: server, head }, undefined, { restart: 'never' })
  // @ts-expect-error a margin is for a measure or a metric
  await compare({ base: server, head }, undefined, { margin: { latancy: 0.1 } })
  // @ts-expect-error: both arms are required
  await compare({ base: server })
})

test('measurements and units', async ({ link }) => {
  expectTypeOf(await link.latency({ count: 100, interval: '10ms' })).toEqualTypeOf<LatencyMeasurement>()
  expectTypeOf(await link.download({ size: '10MB', rate: '50Mbit/s' })).toEqualTypeOf<ThroughputMeasurement>()
  expectTypeOf((await link.bidirectional({ duration: 250 })).upload).toEqualTypeOf<ThroughputMeasurement>()
  expectTypeOf((await link.connectRate({ duration: '1.5s', resume: true })).failed).toEqualTypeOf<number>()
  expectTypeOf((await link.connectRate({ reuse: true })).rate).toEqualTypeOf<number | null>()
  expectTypeOf(await link.udp({ direction: 'upload', payload: 1200 })).toEqualTypeOf<DatagramMeasurement>()
  expectTypeOf(await link.loaded({ duration: '2s' })).toEqualTypeOf<LoadedMeasurement>()
  const capacity = await link.udpCapacity({
    loss: '0.5%',
    rate: '50Mbit/s',
    trial: '200ms',
    resolution: '10%',
  })
  expectTypeOf(capacity).toEqualTypeOf<CapacityMeasurement>()
  expect(capacity).toHaveThroughputAround('40Mbit/s', '10%')
  // @ts-expect-error: a search has no jitter
  expect(capacity).toHaveJitterBelow('1ms')
  // @ts-expect-error: a loss is a percentage
  await link.udpCapacity({ loss: 0.001 })
  expectTypeOf((await link.udpBidirectional()).download).toEqualTypeOf<DatagramMeasurement>()
  // @ts-expect-error: udpBidirectional measures both directions
  await link.udp({ direction: 'both' })
  expectTypeOf((await link.latency({ samples: true })).samples).toEqualTypeOf<Samples | undefined>()
  await link.download({ samples: true })
  await link.loaded({ samples: true })
  const latency = await link.latency()
  expect(latency.avg).toBeLessThan(5)
  // @ts-expect-error: a size is not a duration
  await link.latency({ duration: '5MB' })
  // @ts-expect-error: a duration is not a size
  await link.download({ size: '10ms' })
  // @ts-expect-error: a rate needs a unit per second
  await link.upload({ rate: '50Mbit' })
  // @ts-expect-error: a number of probes and a time exclude each other
  await link.latency({ count: 5, duration: '1s' })
  // @ts-expect-error: a size and a time exclude each other
  await link.download({ size: '5MB', duration: '1s' })
  // @ts-expect-error: a size and a time exclude each other
  await link.udp({ size: '5MB', duration: '1s' })
  // @ts-expect-error: a number of connections and a time exclude each other
  await link.connectRate({ count: 5, duration: '1s' })
  // @ts-expect-error: measurements are read-only
  latency.avg = 0
})

expectTypeOf(wyndrvr).parameter(0).toEqualTypeOf<HarnessOptions | undefined>()
wyndrvr({
  include: ['network/**'],
  target: '192.0.2.7:5001',
  timeout: 120_000,
  report: { outputFile: 'x.json', html: 'x.html' },
})
wyndrvr({ report: false })
// @ts-expect-error: the plugin sets the project of its reporter
wyndrvr({ report: { project: 'mine' } })
const options: ReporterOptions = { outputFile: 'x.json', summary: false, annotations: true, project: 'net' }
expectTypeOf(new WyndrvrReporter(options)).toEqualTypeOf<WyndrvrReporter>()
