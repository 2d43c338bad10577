import { connectControl } from '../__tests__/support/peers/native-peer.ts'
import type { NativePeer } from '../__tests__/support/peers/native-peer.ts'
import { connectRaw } from '../__tests__/support/peers/raw-client.ts'
import type { RawPeer } from '../__tests__/support/peers/raw-client.ts'

/** Runs an action for each number below a count, so many at a time. */
export async function inTurns(
  count: number,
  atOnce: number,
  action: (place: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      const place = next
      next += 1
      await action(place)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** Connections from many addresses of loopback. */
export async function openCrowd(
  address: { readonly host: string; readonly port: number },
  count: number,
): Promise<readonly RawPeer[]> {
  const peers: RawPeer[] = []
  await inTurns(count, 100, async (place) => {
    peers.push(await connectRaw({ ...address, localAddress: sourceOf(place) }))
  })
  return peers
}

/** What each of many sessions asks for, in the order of their opening; and how many are opened at a time. */
interface SessionOptions {
  readonly ask?: (place: number) => object
  readonly atOnce?: number
}

/** Sessions of the native dialect, whose requests have been answered. */
export async function openSessions(
  address: { readonly host: string; readonly port: number },
  count: number,
  { ask, atOnce = 1 }: SessionOptions = {},
): Promise<AsyncDisposable & { readonly peers: readonly NativePeer[] }> {
  await using opened = new AsyncDisposableStack()
  const peers: NativePeer[] = []
  await inTurns(count, atOnce, async (place) => {
    const peer = opened.use(await connectControl(address))
    peers.push(peer)
    if (ask === undefined) return
    await peer.say(ask(place))
    await peer.line()
  })
  const kept = opened.move()
  return { peers, [Symbol.asyncDispose]: async () => kept.disposeAsync() }
}

/** An address of 127.0.0.0/8, so that no limit of one address applies. */
export function sourceOf(place: number): string {
  return `127.0.1.${1 + (place % 200)}`
}

/** How often (ms) a part of a crowd sends its next byte, and in how many parts. */
const BEAT = { every: 10, parts: 100 } as const

/**
 * Has each connection send a text at one byte a second, all of them evenly spread over the second.
 * @returns ends that
 */
export function trickle(peers: readonly RawPeer[], text: string): () => void {
  let beat = 0
  const timer = setInterval(() => {
    const byte = text[Math.floor(beat / BEAT.parts)] ?? ''
    const part = peers.filter((_, place) => place % BEAT.parts === beat % BEAT.parts)
    if (byte !== '') for (const peer of part) void peer.send(byte)
    beat += 1
  }, BEAT.every)
  return () => clearInterval(timer)
}

/** Closes all connections with a reset. */
export async function drop(peers: readonly RawPeer[]): Promise<void> {
  await Promise.all(peers.map(async (peer) => peer.reset()))
}

/** A generator of numbers from 0 to below 2^32, the same for the same seed: mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}
