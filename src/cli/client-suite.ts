import { SEED_TESTS } from '../suite/tests.ts'
import type { SuiteOptions } from '../suite/suite.ts'
import type { ClientFlags, TestFlag } from './client-flags.ts'
import { httpOf } from './http-flags.ts'
import { localOf } from './local-flags.ts'
import { tlsOf } from './tls-flags.ts'
import { tokenOf } from './token-flags.ts'
import { optionsOf } from './kinds.ts'

/**
 * The suite that a client command line asks for, of its first place.
 * @param signal ends the wait for a token on standard input
 */
export async function suiteOf(flags: ClientFlags, signal: AbortSignal): Promise<SuiteOptions> {
  const {
    host,
    port,
    url,
    dialect,
    timeout,
    keepAlive,
    payload,
    placement,
    mtuProbe,
    patience,
    from = [],
    pid,
  } = flags
  const udp = flags.udp === true
  const tests = testsOf(flags.test)
  // Without UDP probes the payload is that of datagrams, which may be smaller.
  const probe = udp && !(tests ?? SEED_TESTS).includes('latency') ? undefined : payload
  return {
    host,
    port,
    ...(url !== undefined && { url }),
    ...httpOf(flags),
    dialect,
    timeout,
    keepAlive,
    placement,
    from: from[0],
    pid,
    ...(await tokenOf(flags, signal)),
    ...tlsOf(flags),
    patience,
    mtuProbe,
    ...localOf(flags),
    tests,
    transport: udp ? 'udp' : 'tcp',
    ...optionsOf({ flags, udp, full: tests === 'full', probe }),
  }
}

/** A full suite includes all other tests. Without other tests, `all` are those that the dialect has. */
function testsOf(flags: readonly TestFlag[]): SuiteOptions['tests'] {
  if (flags.includes('full')) return 'full'
  if (flags.every((test) => test === 'all')) return undefined
  return [...new Set(flags.flatMap((test) => (test === 'all' ? SEED_TESTS : test === 'full' ? [] : [test])))]
}
