import { connectControl, echo, probe, transfer } from '../../__tests__/support/peers/native-peer.ts'
import type { NativePeer } from '../../__tests__/support/peers/native-peer.ts'
import {
  askFlow,
  begun,
  datagram,
  flow,
  hello,
  openPeer,
  payload,
} from '../../__tests__/support/peers/udp-peer.ts'
import { slotCount } from '../../src/server/poll-slots.ts'
import { pause } from '../pause.ts'
import { openSessions, randomOf } from '../swarm.ts'
import { cpuOf, residentOf, serves, startTarget } from '../target.ts'
import type { Target } from '../target.ts'
import { ALL_MODES, CONCURRENT_MODES } from '../types.ts'
import type { Attack } from '../types.ts'

/** Datagrams in the name of an address that has proved nothing: without the token of a flow, and with it. */
const FORGED = { strangers: 1000, hellos: 100 } as const

/** How long (ms) answers to datagrams are waited for, if none may come. */
const SILENCE = 500

/** Datagrams whose sender has not shown that it receives the answers. */
export const amplification: Attack = {
  name: 'amplification',
  title: () =>
    `${FORGED.strangers} datagrams without a flow's token, then ${FORGED.hellos} hellos with it and no proof`,
  goal: '0 bytes out for the first, and no more out than in for the second',
  modes: ALL_MODES,
  isInShort: true,
  isParallel: true,
  run: async (bout) => {
    await using target = await startTarget(bout)
    await using owner = await connectControl(target.address)
    const asked = flow('download', { payload: 1200, rate: 1e9, bytes: null, seconds: 10 })
    const door = await askFlow(owner, asked)
    await using peer = await openPeer(target.address.host, door)
    const received = (): number => peer.came.reduce((sum, { length }) => sum + length, 0)
    const random = randomOf(bout.seed)
    for (let sent = 0; sent < FORGED.strangers; sent += 1) {
      const token = Buffer.from(Array.from({ length: 16 }, () => random() % 256))
      await peer.send(sent % 2 === 0 ? hello(token) : datagram(random() % 7, door.token, token))
    }
    await pause(SILENCE)
    const unproved = received()
    const bytes = hello(door.token)
    for (let sent = 0; sent < FORGED.hellos; sent += 1) await peer.send(bytes)
    await pause(SILENCE)
    const [out, sent] = [received() - unproved, FORGED.hellos * bytes.length]
    return {
      measured: `${unproved} bytes out; then ${out} out for ${sent} in`,
      isMet: unproved === 0 && out <= sent,
    }
  },
}

const UNREAD = { short: 50, full: 400 }

/** What each connection may cost, and all of them together: docs/reference/protocol.md. */
const EACH = 256 * 1024
const SHARED = 64 * 2 ** 20

/** Downloads in blocks of many sizes that nobody reads. */
export const unread: Attack = {
  name: 'unread',
  title: (isShort) => `${isShort ? UNREAD.short : UNREAD.full} downloads in blocks of many sizes, never read`,
  goal: 'at most 256 KiB each and 64 MiB in all, and others are served',
  modes: CONCURRENT_MODES,
  isInShort: true,
  isParallel: true,
  run: async (bout) => {
    await using target = await startTarget(bout)
    await serves(target)
    const before = residentOf(target)
    const count = bout.isShort ? UNREAD.short : UNREAD.full
    await using _ = await openSessions(target.address, count, {
      ask: (place) =>
        transfer('download', { bytes: null, seconds: 3600, block: 4_194_304 - 16_384 * (place % 200) }),
    })
    await pause(1000)
    const grown = residentOf(target) - before
    await serves(target)
    return {
      measured: `${(grown / 2 ** 20).toFixed(0)} MiB more; others served`,
      isMet: grown <= count * EACH + SHARED,
    }
  },
}

const JUMPS = 2049

/** Most CPU time (ms) of each. */
const MOST_JUMP = 0.1

/** Time (ms) for the last datagrams to arrive. */
const ARRIVAL = 500

/** Datagrams whose sequence numbers skip as many as the server remembers. */
export const jumps: Attack = {
  name: 'jumps',
  title: () => `${JUMPS} datagrams of 16 bytes that each skip 2^20 sequence numbers`,
  goal: `at most ${MOST_JUMP} ms of CPU time each`,
  modes: ALL_MODES,
  isInShort: true,
  isParallel: true,
  run: async (bout) => {
    await using target = await startTarget(bout)
    await serves(target)
    await using owner = await connectControl(target.address)
    const size = 16
    const asked = flow('upload', { payload: size, bytes: size * JUMPS * 2 ** 20 + size, rate: 1e10 })
    const { door, peer } = await begun(owner, target.address.host, asked)
    await using _ = peer
    const before = cpuOf(target)
    for (let sent = 0; sent < JUMPS; sent += 1)
      await peer.send(payload(door.token, sent * 2 ** 20, sent, size))
    // A stop may overtake datagrams, which take another way to the worker.
    await pause(ARRIVAL)
    await owner.say({ stop: true })
    const counted = Number((await owner.heard()).flow?.['received'] ?? 0)
    const each = ((cpuOf(target) - before) * 1000) / counted
    return { measured: `${each.toFixed(3)} ms for each of the ${counted} counted`, isMet: each <= MOST_JUMP }
  },
}

const POLLING = 10

/** Clients that ask for busy polling and hardly ever send a probe. */
export const polling: Attack = {
  name: 'polling',
  title: () => `${POLLING} echo tests with busy polling and two probes a second`,
  goal: 'at most one CPU on a machine with up to 3 CPUs, else half of them, and 0.2 CPUs for all else',
  modes: CONCURRENT_MODES,
  isInShort: false,
  run: async (bout) => {
    await using target = await startTarget(bout)
    await serves(target)
    await using sessions = await openSessions(target.address, POLLING, {
      ask: () => ({ ...echo(64), busyPoll: true }),
    })
    const cpu = await cpusDuring(target, sessions.peers, async ({ raw }) => {
      await raw.send(probe(1, 64))
      await raw.receiveBytes(64)
      await pause(500)
    })
    return { measured: `${cpu.toFixed(2)} CPUs`, isMet: cpu <= slotCount() + 0.2 }
  },
}

const ASKING = 60

/** Most CPUs that they may cost. */
const MOST_ASKING = 0.5

/** Clients that ask for the kernel's counters again and again. */
export const counters: Attack = {
  name: 'counters',
  title: () => `${ASKING} clients that ask for TCP counters without pause`,
  goal: 'at most half a CPU, and others are served',
  modes: CONCURRENT_MODES,
  isInShort: false,
  run: async (bout) => {
    await using target = await startTarget(bout)
    await serves(target)
    await using sessions = await openSessions(target.address, ASKING)
    let answers = 0
    const cpu = await cpusDuring(target, sessions.peers, async (peer) => {
      await peer.say({ request: 'tcp' })
      await peer.line()
      answers += 1
    })
    await serves(target)
    return {
      measured: `${(answers / SECONDS).toFixed(0)} answers a second, ${cpu.toFixed(2)} CPUs; others served`,
      isMet: cpu <= MOST_ASKING,
    }
  },
}

/** How long the use of CPUs is measured. */
const SECONDS = 3

/** CPUs that a server uses while each of its clients does something again and again. */
async function cpusDuring(
  target: Target,
  peers: readonly NativePeer[],
  act: (peer: NativePeer) => Promise<void>,
): Promise<number> {
  const started = performance.now()
  const before = cpuOf(target)
  const passed = (): number => (performance.now() - started) / 1000
  await Promise.all(
    peers.map(async (peer) => {
      while (passed() < SECONDS) await act(peer)
    }),
  )
  return (cpuOf(target) - before) / passed()
}
