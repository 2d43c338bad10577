import { describe, expectTypeOf } from 'vitest'
import type { ConnectMeasurement, LatencyMeasurement, ThroughputMeasurement } from 'wyndrvr'
import { test } from 'wyndrvr/vitest'
import type { Link, SpecServer } from 'wyndrvr/vitest'

// None of these run: it is the compiler that judges them.

test('fixtures have their types', async ({ link, server, strict }) => {
  expectTypeOf(link).toEqualTypeOf<Link>()
  expectTypeOf(server).toEqualTypeOf<SpecServer>()
  expectTypeOf(strict).toEqualTypeOf<boolean>()
  expectTypeOf(server.port).toEqualTypeOf<number>()
  expectTypeOf(await link.latency({ count: 10 })).toEqualTypeOf<LatencyMeasurement>()
  expectTypeOf(await link.download({ size: '10MB' })).toEqualTypeOf<ThroughputMeasurement>()
  expectTypeOf(await link.upload({ duration: '2s' })).toEqualTypeOf<ThroughputMeasurement>()
  expectTypeOf(await link.connectRate({ count: 10 })).toEqualTypeOf<ConnectMeasurement>()
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
