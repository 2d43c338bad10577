/** Network-performance specs as ordinary vitest tests: `import { expect, test } from 'wyndrvr/vitest'`. */
import { expect } from 'vitest'

import * as matchers from './matchers.ts'

expect.extend(matchers)

export { expect }
export type { Burst, BurstLink, Compare, CompareArms, Compared, CompareSpecOptions } from './compare.ts'
export { test } from './fixtures.ts'
export type { Link, UdpOptions } from './link.ts'
export type * from './matchers/types.ts'
export type { Spawn } from './programs.ts'
export type { SpecRun } from './record.ts'
export type { Route, ViaAddress } from './route.ts'
export type { SpecServer, SpecServerOptions } from './server.ts'
export type { Program, SpawnOptions } from './spawn.ts'
