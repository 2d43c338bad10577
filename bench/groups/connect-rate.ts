import { runOurs, startOurs } from '../tools/ours.ts'
import { startSeedServer } from '../tools/seed-server.ts'
import type { Bench, Group, Sample } from '../types.ts'

/** The two designs differ under many concurrent connections. */
const AT_ONCE = 256

/** Handshakes are short of CPU time, and each has to end within its timeout. */
const SECURE_AT_ONCE = 16

/** Our server against one of the seed's design, with a thread per connection, under the same load of our client. */
export const CONNECT_RATE: Group = {
  arms: [
    { name: 'wyndrvr', run: async (bench) => rate(bench, startOurs) },
    {
      name: 'a thread per connection',
      peer: 'python3',
      run: async (bench) => rate(bench, startSeedServer),
    },
  ],
  rows: [
    {
      name: 'connect',
      work: `connect rate, ${AT_ONCE} at once`,
      figure: 'connects',
      ours: 'wyndrvr',
      against: ['a thread per connection'],
      reach: { bound: 'at least', times: 3 },
    },
  ],
}

/** Each connection with a TLS handshake, against the same without. */
export const CONNECT_TLS: Group = {
  arms: [
    {
      name: 'wyndrvr --tls',
      run: async (bench) =>
        rate(bench, async (signal) => startOurs(signal, ['--tls']), SECURE_AT_ONCE, ['--insecure']),
    },
    { name: 'without TLS', run: async (bench) => rate(bench, startOurs, SECURE_AT_ONCE) },
  ],
  rows: [
    {
      name: 'connect-tls',
      work: `connect rate, ${SECURE_AT_ONCE} at once, TLS`,
      figure: 'connects',
      ours: 'wyndrvr --tls',
      against: ['without TLS'],
      reach: null,
    },
  ],
}

async function rate(
  bench: Bench,
  start: typeof startSeedServer,
  atOnce = AT_ONCE,
  extra: readonly string[] = [],
): Promise<Sample> {
  await using server = await start(bench.signal)
  // The seed dialect, which both speak.
  const words = ['--test', 'connect', '--dialect', 'seed', '--connections', String(atOnce), ...extra]
  const measurements = await runOurs(server, [...words, '--duration', `${bench.seconds}s`], bench)
  const found = measurements.find(({ kind }) => kind === 'connect')
  if (typeof found?.rate !== 'number') throw new Error('wyndrvr gave no connect rate')
  if (found.failed !== 0) throw new Error(`${found.failed} connections failed`)
  return { connects: found.rate }
}
