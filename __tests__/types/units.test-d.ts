import { expectTypeOf, test } from 'vitest'
import type { Duration, Rate, Share, Size } from 'wyndrvr'

// Nothing here runs: the compiler checks it.

test('amounts are numbers with a unit', () => {
  expectTypeOf<'5ms'>().toExtend<Duration>()
  expectTypeOf<'0.5s' | '250us' | '2min' | 5>().toExtend<Duration>()
  expectTypeOf<'10MB' | '10MiB' | 1000>().toExtend<Size>()
  expectTypeOf<'50Mbit/s' | '1.5Gbit/s' | 1e6>().toExtend<Rate>()
  expectTypeOf<'0.1%' | '10%'>().toExtend<Share>()
})

test('amounts are nothing else', () => {
  expectTypeOf<'5'>().not.toExtend<Duration>()
  expectTypeOf<'5 parsec'>().not.toExtend<Duration>()
  expectTypeOf<'ms'>().not.toExtend<Duration>()
  expectTypeOf<'10ms'>().not.toExtend<Size>()
  expectTypeOf<'50Mbps'>().not.toExtend<Rate>()
  expectTypeOf<'0.1'>().not.toExtend<Share>()
  expectTypeOf<0.1>().not.toExtend<Share>()
})
