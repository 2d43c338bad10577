import { formatHostPort } from '../address.ts'
import type { HostPort } from '../address.ts'
import { WyndrvrError } from '../errors.ts'
import type { Random } from '../stats/random.ts'
import type { Side } from './arm.ts'
import type { ArmClient } from './burst.ts'

/** A connection to each of two arms. */
export interface Connections extends AsyncDisposable {
  readonly of: readonly [ArmClient, ArmClient]
}

/** Connects to two arms, which may be the same one, in random order: the order can decide which worker each gets. */
export async function connectBoth(arms: readonly [Side, Side], random: Random): Promise<Connections> {
  const [first, second] = order(random)
  const one = await arms[first].connect()
  try {
    const other = await arms[second].connect()
    return {
      of: first === 0 ? [one, other] : [other, one],
      [Symbol.asyncDispose]: async () => {
        await Promise.all([one.close(), other.close()])
      },
    }
  } catch (error) {
    await one.close()
    throw explained(error)
  }
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

/** A server that does not report its mode may be sequential: then its second connection times out. */
function explained(error: unknown): unknown {
  if (!(error instanceof WyndrvrError) || error.code !== 'ERR_WYNDRVR_TIMEOUT') return error
  const sentence = `${error.message} A comparison needs two connections, and a server in sequential mode serves one at a time.`
  return new WyndrvrError(error.code, sentence, { cause: error })
}
