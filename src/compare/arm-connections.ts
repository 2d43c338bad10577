import { formatHostPort } from '../address.ts'
import type { HostPort } from '../address.ts'
import { usageError } from '../check.ts'
import { WyndrvrError } from '../errors.ts'
import type { Measure } from '../results/types.ts'
import { shuffled } from '../stats/random.ts'
import type { Random } from '../stats/random.ts'
import type { Side } from './arm.ts'
import type { ArmClient } from './burst.ts'
import { needsEcho } from './measures.ts'

/** A connection to an arm. */
export interface Connected {
  readonly client: ArmClient
  readonly arm: Side
}

/** A connection to each of some arms, in their order. */
export interface Connections extends AsyncDisposable {
  readonly of: readonly Connected[]
}

/** Connects to arms, of which some may be the same one, in random order: the order can decide which worker each gets. */
export async function connectArms(arms: readonly Side[], random: Random): Promise<Connections> {
  const connected = new Map<number, Connected>()
  const close = async (): Promise<void> => {
    await Promise.all(Array.from(connected.values(), async ({ client }) => client.close()))
  }
  try {
    for (const [place, arm] of shuffled([...arms.entries()], random))
      connected.set(place, { client: await arm.connect(), arm })
  } catch (error) {
    await close()
    throw connected.size === 0 ? error : explained(error)
  }
  const of = arms.flatMap((_, place) => connected.get(place) ?? [])
  return { of, [Symbol.asyncDispose]: close }
}

/** One of the two orders, at random. */
export function order(random: Random): readonly [0, 1] | readonly [1, 0] {
  return random() < 0.5 ? [0, 1] : [1, 0]
}

/** The error for a server that accepts only one connection. */
export function servesOne(server: HostPort): WyndrvrError {
  const sentence = `${formatHostPort(server)} serves one client at a time, and a comparison needs two connections. Start it in a mode other than sequential.`
  return new WyndrvrError('ERR_WYNDRVR_REFUSED', sentence)
}

/**
 * Refuses what an iperf3 server cannot do, before anything is measured.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function refuseWithoutEcho(arms: readonly Pick<Side, 'target'>[], measures: readonly Measure[]): void {
  const server = arms.find(({ target }) => target.dialect === 'iperf3')?.target
  const measure = measures.find(needsEcho)
  if (server === undefined || measure === undefined) return
  const sentence = `${measure} cannot be compared with ${formatHostPort(server)}: it is an iperf3 server, and the iperf3 protocol has no echo. Leave it out: measure download, upload, or loss and jitter over UDP.`
  throw usageError(sentence)
}

/** A server that does not report its mode may be sequential: then its second connection times out. */
function explained(error: unknown): unknown {
  if (!(error instanceof WyndrvrError) || error.code !== 'ERR_WYNDRVR_TIMEOUT') return error
  const sentence = `${error.message} A comparison needs two connections, and a server in sequential mode serves one at a time.`
  return new WyndrvrError(error.code, sentence, { cause: error })
}
