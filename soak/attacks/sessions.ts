import { echo, NativePeer, probe } from '../../__tests__/support/peers/native-peer.ts'
import { connectRaw } from '../../__tests__/support/peers/raw-client.ts'
import { newNonce, proofOf } from '../../src/protocol/token.ts'
import { inTurns, openSessions, sourceOf } from '../swarm.ts'
import { residentOf, serves, startTarget } from '../target.ts'
import type { Target } from '../target.ts'
import { CONCURRENT_MODES } from '../types.ts'
import type { Attack } from '../types.ts'

const TOKEN = 'a-token-of-the-soak-run'

const IDLE = { short: 1000, full: 10_000 }

const MOST_EACH = 20_000

/** Sessions that have proved a token and do nothing. */
export const idleSessions: Attack = {
  name: 'idle',
  title: (isShort) =>
    `${(isShort ? IDLE.short : IDLE.full).toLocaleString('en')} idle authenticated sessions`,
  goal: 'less than 20 kB of memory each',
  modes: CONCURRENT_MODES,
  isInShort: false,
  run: async (bout) => {
    const limits = ['--token', TOKEN, '--handshake-timeout', '10min', '--idle-timeout', '10min']
    await using target = await startTarget(bout, limits)
    const count = bout.isShort ? IDLE.short : IDLE.full
    await using peers = new AsyncDisposableStack()
    // The first sessions load and compile code, which no session holds.
    for (let place = 0; place < 50; place += 1) await (await authenticated(target, place)).raw.close()
    const before = residentOf(target)
    // Few at a time: on a busy machine, a line that is not complete within 2 s is refused.
    await inTurns(count, 20, async (place) => {
      peers.use(await authenticated(target, place))
    })
    const each = (residentOf(target) - before) / count
    await (await authenticated(target, 0)).probed()
    return { measured: `${(each / 1000).toFixed(1)} kB each`, isMet: each < MOST_EACH }
  },
}

const ACTIVE = 1000
const ROUNDS = { short: 3, full: 20 }

/** Sessions that all measure at once. */
export const activeSessions: Attack = {
  name: 'active',
  title: () => `${ACTIVE} sessions that send probes at once`,
  goal: 'every probe is answered',
  modes: CONCURRENT_MODES,
  isInShort: true,
  run: async (bout) => {
    await using target = await startTarget(bout)
    await serves(target)
    await using sessions = await openSessions(target.address, ACTIVE, { ask: () => echo(64), atOnce: 100 })
    const rounds = bout.isShort ? ROUNDS.short : ROUNDS.full
    let answered = 0
    const started = performance.now()
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(
        sessions.peers.map(async ({ raw }) => {
          await raw.send(probe(round, 64))
          if ((await raw.receiveBytes(64)).readUInt32BE() === round) answered += 1
        }),
      )
    }
    const spent = (performance.now() - started) / 1000
    const sent = rounds * ACTIVE
    return {
      measured: `${answered} of ${sent} answered, ${(answered / spent).toFixed(0)} a second`,
      isMet: answered === sent,
    }
  },
}

async function authenticated({ address }: Target, place: number): Promise<NativePeer> {
  const peer = new NativePeer(await connectRaw({ ...address, localAddress: sourceOf(place) }))
  const clientNonce = newNonce()
  await peer.raw.send(`WYNDRVR/2 ${JSON.stringify({ role: 'control', nonce: clientNonce })}\n`)
  const { challenge: serverNonce = '' } = await peer.opening()
  await peer.say({ proof: proofOf(TOKEN, 'client', { clientNonce, serverNonce, session: null }) })
  const { session } = await peer.opening()
  if (session === undefined) throw new Error('The server opened no session.')
  return peer
}
