import { describe, expectTypeOf } from 'vitest'
import type {
  ConnectMeasurement,
  DatagramMeasurement,
  LatencyMeasurement,
  ThroughputMeasurement,
} from 'wyndrvr'
import { test } from 'wyndrvr/vitest'
import type { Link, Program, Route, Spawn, SpecServer, SpecServerOptions } from 'wyndrvr/vitest'

// None of these run: it is the compiler that judges them.

test('fixtures have their types', async ({ link, server, strict }) => {
  expectTypeOf(link).toEqualTypeOf<Link>()
  expectTypeOf(server).toEqualTypeOf<SpecServer>()
  expectTypeOf(strict).toEqualTypeOf<boolean>()
  expectTypeOf(server.port).toEqualTypeOf<number>()
  expectTypeOf(await link.latency({ count: 10 })).toEqualTypeOf<LatencyMeasurement>()
  expectTypeOf(await link.download({ size: '10MB' })).toEqualTypeOf<ThroughputMeasurement>()
  expectTypeOf(await link.upload({ duration: '2s' })).toEqualTypeOf<ThroughputMeasurement>()
  expectTypeOf(await link.udp({ direction: 'upload', rate: '10Mbit/s' })).toEqualTypeOf<DatagramMeasurement>()
  expectTypeOf(await link.connectRate({ count: 10 })).toEqualTypeOf<ConnectMeasurement>()
})

test('so have those that start something', async ({ startServer, linkTo, spawn, spawnForFile, overlap }) => {
  expectTypeOf(startServer).toEqualTypeOf<(options: SpecServerOptions) => Promise<SpecServer>>()
  expectTypeOf(linkTo).toEqualTypeOf<(route: Route) => Promise<Link>>()
  expectTypeOf(spawn).toEqualTypeOf<Spawn>()
  expectTypeOf(spawnForFile).toEqualTypeOf<Spawn>()
  expectTypeOf(overlap).toEqualTypeOf<boolean>()
  expectTypeOf(await spawn('node', ['proxy.js'], { ready: /listening/ })).toEqualTypeOf<Program>()
  // @ts-expect-error a mode that there is not
  await startServer({ mode: 'fast' })
})

test('options are checked', async ({ link }) => {
  // @ts-expect-error a size is no time
  await link.latency({ duration: '10MB' })
  // @ts-expect-error there is no such option
  await link.download({ amount: 1 })
})

describe('overrides', () => {
  test.override('strict', true)
  // @ts-expect-error it is either or
  test.override('strict', 'very')
})
