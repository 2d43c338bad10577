import { newCookie } from '../../__tests__/support/peers/iperf3-peer.ts'
import {
  connectControl,
  connectSilent,
  echo,
  probe,
  transfer,
} from '../../__tests__/support/peers/native-peer.ts'
import type { NativePeer } from '../../__tests__/support/peers/native-peer.ts'
import { connectRawTls } from '../../__tests__/support/peers/raw-client.ts'
import { echoFlow } from '../../__tests__/support/peers/udp-peer.ts'
import { PLAIN_SERVER, roundTripsOf } from '../others.ts'
import { within } from '../pause.ts'
import { drop, inTurns, openCrowd } from '../swarm.ts'
import { backTo, serves, settled, startTarget } from '../target.ts'
import type { Target } from '../target.ts'
import { ALL_MODES } from '../types.ts'
import type { Attack, Outcome } from '../types.ts'

const GOAL = 'others are served, and descriptors, threads and timers are back within 5 s'

/** Node cannot reset a connection with TLS. */
const AFTER_TLS = 'after a TLS handshake'

/** How far a client gets before it leaves. */
const STATES: Readonly<Record<string, (target: Target) => Promise<NativePeer>>> = {
  'before its first byte': async (target) => connectSilent(target.address),
  'in its first line': async (target) => after(target, 'WYNDRVR/2 {"ro'),
  'after its hello': async (target) => connectControl(target.address),
  'in a request': async (target) => asked(target, '{"request":"ec'),
  'in an echo exchange': async (target) => {
    const peer = await asked(target, `${JSON.stringify(echo(64))}\n`)
    await peer.line()
    await peer.raw.send(probe(1, 64))
    await peer.raw.receiveBytes(64)
    return peer
  },
  'in a probe': async (target) => asked(target, `${JSON.stringify(echo(64))}\nhalf a probe`),
  'in a download': async (target) => transferring(target, 'download'),
  'in an upload': async (target) => transferring(target, 'upload'),
  'in a UDP flow': async (target) => {
    const peer = await asked(target, `${JSON.stringify(echoFlow(18))}\n`)
    await peer.line()
    return peer
  },
  'in a seed command': async (target) => after(target, 'BANDWIDTH_DOWN'),
  'in a seed download': async (target) => heard(await after(target, 'BANDWIDTH_DOWNLOAD:100000000\n')),
  'in a seed upload': async (target) => heard(await after(target, 'BANDWIDTH_UPLOAD:100000000\nxxxx')),
  'in an iperf3 cookie': async (target) => after(target, 'abcdefghijklmnop'),
  'in iperf3 parameters': async (target) => heard(await after(target, `${newCookie()}\0`)),
  'in HTTP': async (target) => after(target, 'GET / HTTP/1.1\r\nHo'),
  'in a TLS handshake': async (target) => after(target, '\u0016\u0003\u0001\u0002\u0000\u0001'),
  [AFTER_TLS]: async (target) => connectSilent(target.address, connectRawTls),
}

const ROUNDS = { short: 1, full: 10 }

/** Clients that leave at each point of a conversation. */
export const leaving: Attack = {
  name: 'leaving',
  title: () => `FIN and RST in each of ${Object.keys(STATES).length} states of a conversation`,
  goal: GOAL,
  modes: ALL_MODES,
  isInShort: true,
  isParallel: true,
  run: async (bout) => {
    await using target = await startTarget(bout, ['--tls'], { gauged: 'timers' })
    const before = await settled(target)
    const rounds = bout.isShort ? ROUNDS.short : ROUNDS.full
    let left = 0
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, reach] of Object.entries(STATES)) {
        for (const leave of name === AFTER_TLS ? (['close'] as const) : (['close', 'reset'] as const)) {
          const peer = await within(30_000, reach(target), `The state '${name}' was not reached`)
          await peer.raw[leave]()
          left += 1
        }
      }
    }
    await serves(target)
    const back = await backTo(before, target)
    return { measured: `${left} clients left; ${back.text}`, isMet: back.isBack }
  },
}

const CHURN = { short: 500, full: 5000 }

/** Connections that are opened and dropped. */
export const churn: Attack = {
  name: 'churn',
  title: (isShort) => `${isShort ? CHURN.short : CHURN.full} connections opened and dropped`,
  goal: GOAL,
  modes: ALL_MODES,
  isInShort: true,
  run: async (bout) => {
    await using target = await startTarget(bout, [], { gauged: 'timers' })
    const before = await settled(target)
    const started = performance.now()
    await openAndDrop(target.address, bout.isShort ? CHURN.short : CHURN.full)
    const spent = (performance.now() - started) / 1000
    await serves(target)
    const back = await backTo(before, target)
    return { measured: `in ${spent.toFixed(1)} s; others served, ${back.text}`, isMet: back.isBack }
  },
  others: [
    {
      name: PLAIN_SERVER.name,
      run: async ({ signal, isShort }): Promise<Outcome> => {
        await using server = await PLAIN_SERVER.start(signal)
        const started = performance.now()
        await openAndDrop(server.address, isShort ? CHURN.short : CHURN.full)
        const spent = (performance.now() - started) / 1000
        await roundTripsOf(server.address, 10)
        return { measured: `in ${spent.toFixed(1)} s; others served`, isMet: null }
      },
    },
  ],
}

async function openAndDrop(address: Target['address'], count: number): Promise<void> {
  await inTurns(count / 50, 2, async () => drop(await openCrowd(address, 50)))
}

async function after(target: Target, words: string): Promise<NativePeer> {
  const peer = await connectSilent(target.address)
  await peer.raw.send(words)
  return peer
}

async function asked(target: Target, words: string): Promise<NativePeer> {
  const peer = await connectControl(target.address)
  await peer.raw.send(words)
  return peer
}

async function heard(peer: NativePeer): Promise<NativePeer> {
  await peer.raw.receiveBytes(1)
  return peer
}

async function transferring(target: Target, request: 'download' | 'upload'): Promise<NativePeer> {
  const line = JSON.stringify(transfer(request, { bytes: null, seconds: 3600 }))
  const peer = await asked(target, `${line}\n`)
  await peer.line()
  if (request === 'download') await peer.raw.receiveBytes(200_000)
  else await peer.raw.send(Buffer.alloc(200_000))
  return peer
}
