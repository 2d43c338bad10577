import { expectTypeOf, test } from 'vitest'
import type { Duration, Rate, Share, Size } from 'wyndrvr'

// Nothing here runs: the compiler checks it.

test('amounts are numbers with a unit', () => {
  expectTypeOf<'5ms'>().toExtend<Duration>()
  expectTypeOf<'0.5s' | '250us' | '2min' | 5>().toExtend<Duration>()
  expectTypeOf<'10MB' | '10MiB' | 1000>().toExtend<Size>()
  expectTypeOf<'50Mbit/s' | '1.5Gbit/s' | 1e6>().toExtend<Rate>()
  expectTypeOf<'50Mbps' | '640 kbps' | '100MB/s'>().toExtend<Rate>()
  expectTypeOf<'1h' | '17.5 µs'>().toExtend<Duration>()
  expectTypeOf<'256KB' | '1TB' | '10.5 MB'>().toExtend<Size>()
  expectTypeOf<'0.1%' | '10%' | '1.25 %'>().toExtend<Share>()
})

test('amounts are nothing else', () => {
  expectTypeOf<'5'>().not.toExtend<Duration>()
  expectTypeOf<'5 parsec'>().not.toExtend<Duration>()
  expectTypeOf<'ms'>().not.toExtend<Duration>()
  expectTypeOf<'10ms'>().not.toExtend<Size>()
  expectTypeOf<'64K' | '100M'>().not.toExtend<Size>()
  expectTypeOf<'100M'>().not.toExtend<Rate>()
  expectTypeOf<'0.1'>().not.toExtend<Share>()
  expectTypeOf<0.1>().not.toExtend<Share>()
})
