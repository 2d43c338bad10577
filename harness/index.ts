/** Network-performance specs as ordinary vitest tests: `import { expect, test } from 'wyndrvr/vitest'`. */
import { expect as expectOfVitest } from 'vitest'

import type { NetworkExpect } from './matchers/expect-types.ts'
import * as matchers from './matchers.ts'

expectOfVitest.extend(matchers)

/** vitest's `expect`. Its matchers fit what it is given: `expect(5).toHaveLatency(…)` does not compile. */
// The same function: only its type knows which matchers fit.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
export const expect = expectOfVitest as unknown as NetworkExpect
export type { Burst, BurstLink, Compare, Compared, CompareSpecOptions } from './fixtures/compare.ts'
export type { CompareArms, ComparedSeveral, ComparedTwo } from './fixtures/compared-arms.ts'
export type { CompareArm, ComparedCommand } from './fixtures/compare-arm.ts'
export { test, test as it } from './fixtures/test.ts'
export type { FileFixtures, SpecFixtures, TestFixtures } from './fixtures/test.ts'
export { describe } from 'vitest'
export type { Link, UdpOptions } from './fixtures/link.ts'
export type { MakeNetwork } from './fixtures/network.ts'
export type { MakeNamespace, Namespace, NamespaceOptions } from './fixtures/namespace.ts'
export type { NetworkOptions, PathOptions } from './network/properties.ts'
export type { MeasureCalls, MeasureOptions } from './fixtures/measure.ts'
export type { Call, CallContext, CallOptions } from '../src/client/latency/calls.ts'
export type { NetworkAssertion, NetworkExpect } from './matchers/expect-types.ts'
export type * from './matchers/matcher-types.ts'
export type { Spawn } from './programs/programs.ts'
export type { SpecRun } from './record/recorder.ts'
export type { Route, ViaAddress } from './fixtures/route.ts'
export type { SpecServer, SpecServerOptions, StartServerOptions } from './fixtures/server.ts'
export type { Ready } from './programs/readiness.ts'
export { freePort } from '../src/host/free-port.ts'
export type { Program, SpawnOptions } from './programs/spawn-program.ts'
