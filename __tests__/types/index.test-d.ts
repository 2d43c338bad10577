import { expectTypeOf, test } from 'vitest'

import type {
  ArmOptions,
  CapacityMeasurement,
  CapacityOptions,
  CapacityTrial,
  connect,
  ConnectInterval,
  ConnectMeasurement,
  ConnectRateOptions,
  DatagramInterval,
  DatagramMeasurement,
  DatagramOptions,
  LatencyInterval,
  LatencyMeasurement,
  LatencyOptions,
  FarServer,
  LoadedMeasurement,
  LoadedOptions,
  Measurement,
  SuiteOptions,
  Server,
  ServerCertificate,
  ServerIdentity,
  ThroughputInterval,
  ThroughputMeasurement,
  ThroughputOptions,
  TlsOptions,
} from 'wyndrvr'
import { startServer } from 'wyndrvr'

// Nothing here runs: the compiler checks it.

type MeasurementKind = Measurement['kind']

/** What the package exports of each kind. A kind that it does not export, or not yet here, is a compile error. */
interface Exported {
  readonly latency: [LatencyMeasurement, LatencyInterval, LatencyOptions]
  readonly throughput: [ThroughputMeasurement, ThroughputInterval, ThroughputOptions]
  readonly datagram: [DatagramMeasurement, DatagramInterval, DatagramOptions]
  readonly loaded: [LoadedMeasurement, LatencyInterval, LoadedOptions]
  readonly capacity: [CapacityMeasurement, CapacityTrial, CapacityOptions]
  readonly connect: [ConnectMeasurement, ConnectInterval, ConnectRateOptions]
}

test('the package exports the types of every kind of measurement', () => {
  expectTypeOf<keyof Exported>().toEqualTypeOf<MeasurementKind>()
  expectTypeOf<Exported[MeasurementKind][0]['kind']>().toEqualTypeOf<MeasurementKind>()
})

test('a client, a suite and arms take the command of an agent, as a line or as words', () => {
  expectTypeOf<NonNullable<Parameters<typeof connect>[0]>['from']>().toEqualTypeOf<From>()
  expectTypeOf<SuiteOptions['from']>().toEqualTypeOf<From>()
  expectTypeOf<ArmOptions['from']>().toEqualTypeOf<From>()
})

type From = string | readonly string[] | undefined

test('a client, a suite and arms take what a server with TLS tells of itself', () => {
  type Tls = boolean | TlsOptions | null | undefined
  expectTypeOf<NonNullable<Parameters<typeof connect>[0]>['tls']>().toEqualTypeOf<Tls>()
  expectTypeOf<SuiteOptions['tls']>().toEqualTypeOf<Tls>()
  expectTypeOf<ArmOptions['tls']>().toEqualTypeOf<Tls>()
  expectTypeOf<Server['tls']>().toEqualTypeOf<ServerIdentity | null>()
  expectTypeOf<FarServer['tls']>().toExtend<Tls>()
  expectTypeOf<ServerCertificate>().toEqualTypeOf<{ readonly cert: string; readonly key: string }>()
})

test('startServer starts a server here, or elsewhere with a command', async () => {
  expectTypeOf(await startServer({ port: 0 })).toEqualTypeOf<Server>()
  expectTypeOf(await startServer({ port: 0, from: 'ip netns exec a' })).toEqualTypeOf<FarServer>()
  // @ts-expect-error the command must be text or words
  void startServer({ from: 1 })
})
