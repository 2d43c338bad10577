import { randomBytes } from 'node:crypto'

import { systemCodeOf, WyndrvrError } from '../errors.ts'
import { performance } from '../host/clock.ts'
import { after, clearTimeout, setTimeout } from '../host/timers.ts'
import { COOKIE_SIZE, cookieBytes, makeCookie } from '../protocol/iperf3.ts'
import type { Iperf3Session } from './session.ts'
import { openChannel } from './wire/open-channel.ts'
import type { Channel, ChannelOptions } from './wire/channel.ts'
import { iperf3Handshake } from './wire/iperf3-control.ts'
import { FURTHER_PORTS, shifted } from './wire/local-end.ts'
import { measuring } from './wire/reach.ts'

/**
 * How long (ms) the first connection is kept for a test. Meanwhile a stock server serves nobody else, but one that was
 * started for a single test (`-1`) ends with its first connection.
 */
const KEPT = 100

/**
 * Time (ms) in which attempts to begin a test are repeated, the pause between them, and the time after a test in which they
 * may be needed: a stock server is busy for a moment then, and does not listen for another.
 */
const AGAIN = { time: 1000, pause: 20, settled: 50 } as const

/** A control connection whose server waits for the parameters of a test. */
interface Begun {
  readonly control: Channel
  readonly cookie: Buffer
}

/**
 * Opens a session with an iperf3 server, and makes sure that it would run a test.
 * @param before how many connections with source ports were opened before
 * @throws {WyndrvrError} `ERR_WYNDRVR_REFUSED` if it is busy with another
 */
export async function iperf3Session(options: ChannelOptions, before = 0): Promise<Iperf3Session> {
  const { signal: _, ...target } = options
  const channels = new Set<Channel>()
  let roundTrip = Number.POSITIVE_INFINITY
  let running = false
  let endedAt = Number.NEGATIVE_INFINITY
  let opened = before
  const open = async (): Promise<Channel> => {
    // A source port is not free again for a minute after a connection that this end closed.
    const local = shifted(options.local, opened % FURTHER_PORTS)
    opened += 1
    const channel = await openChannel({ ...options, local })
    channels.add(channel)
    return channel
  }
  const end = (reason: WyndrvrError): void => {
    if (channels.size > 0) endedAt = performance.now()
    for (const channel of channels) channel.destroy(reason)
    channels.clear()
  }
  const attempt = async (): Promise<Begun> => {
    const control = await open()
    const cookie = cookieBytes(makeCookie(randomBytes(COOKIE_SIZE)))
    const since = performance.now()
    await iperf3Handshake(control, cookie, options.timeout)
    roundTrip = Math.min(roundTrip, performance.now() - since)
    return { control, cookie }
  }
  const begin = async (): Promise<Begun> => {
    const until = performance.now() + Math.min(options.timeout, AGAIN.time)
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        if (!mayPass(error) || performance.now() >= until) throw error
        await after(AGAIN.pause)
      }
    }
  }
  let kept: Begun | null = await begin()
  const { name, address, secured } = kept.control
  const over = new WyndrvrError('ERR_WYNDRVR_ABORTED', `The test of ${name} is over.`)
  const letGo = (): void => {
    if (kept !== null) end(over)
    kept = null
  }
  /** A connection that is open only when its test has failed is of no use. */
  const openUntil = (isOver: () => boolean) => async (): Promise<Channel> => {
    const channel = await open()
    if (!isOver()) return channel
    channel.destroy(over)
    throw over
  }
  const timer = setTimeout(letGo, KEPT).unref()
  return {
    dialect: 'iperf3',
    name,
    address,
    server: null,
    mode: null,
    tls: secured?.facts ?? null,
    target,
    lostIdle: () => false,
    roundTrip: () => roundTrip,
    test: async (run) => {
      if (running) throw measuring(name)
      running = true
      let ended = false
      clearTimeout(timer)
      try {
        const begun = kept?.control.usable === true ? kept : null
        kept = null
        return await run({ ...(begun ?? (await begin())), open: openUntil(() => ended) })
      } finally {
        ended = true
        running = false
        end(over)
      }
    },
    goodbye: async () => {
      letGo()
      // Whoever connects next should find a server that listens.
      await after(Math.max(0, endedAt + AGAIN.settled - performance.now()))
    },
    destroy: end,
  }
}

/** Whether an error may be due to a test that has just ended. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof WyndrvrError)) return false
  if (error.code === 'ERR_WYNDRVR_LOST' || error.code === 'ERR_WYNDRVR_REFUSED') return true
  const { cause } = error
  const causes: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [cause]
  return causes.some((each) => ['ECONNREFUSED', 'ECONNRESET'].includes(systemCodeOf(each) ?? ''))
}
