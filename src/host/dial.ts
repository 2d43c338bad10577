import { lookup as lookUp } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import type { Socket, TcpNetConnectOpts } from 'node:net'

import { clearTimeout, setTimeout } from './timers.ts'

/** Finds the addresses of a name, in order of preference. */
export type Lookup = (
  host: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>

const LOOPBACKS = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
] as const

/** Head start (ms) of an address before the next one is tried beside it: RFC 8305, section 8. */
const HEAD_START = 250

/**
 * Connects to a name or an address. A name's addresses are tried beside each other, each with a head start, and the first
 * that answers wins (RFC 8305). Node's own fallback gives up on an address after 250 ms: one lost SYN, or a slow path, then
 * ends in an error.
 * @param signal gives up
 * @throws the system's error, or an `AggregateError` of those of all addresses
 */
export async function dial(
  { host = 'localhost', ...options }: TcpNetConnectOpts,
  signal: AbortSignal,
  lookup: Lookup = addressesOf,
): Promise<Socket> {
  const addresses = isIP(host) === 0 ? interleaved(await lookup(host)) : [host]
  const open = new Set<Socket>()
  const errors: Error[] = []
  let timer: NodeJS.Timeout | undefined
  let giveUp = (): void => undefined
  try {
    return await new Promise((resolve, reject) => {
      const left = [...addresses]
      const tryNext = (): void => {
        clearTimeout(timer)
        const address = left.shift()
        if (address === undefined) return
        if (left.length > 0) timer = setTimeout(tryNext, HEAD_START)
        const socket = connect({ ...options, host: address })
        open.add(socket)
        const onError = (error: Error): void => {
          open.delete(socket)
          errors.push(error)
          if (left.length > 0) tryNext()
          else if (open.size === 0) reject(failure(errors))
        }
        socket.once('error', onError).once('connect', () => {
          socket.removeListener('error', onError)
          open.delete(socket)
          resolve(socket)
        })
      }
      giveUp = () => reject(signal.reason)
      signal.addEventListener('abort', giveUp)
      if (signal.aborted) giveUp()
      else tryNext()
    })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
    for (const socket of open) socket.on('error', () => undefined).destroy()
  }
}

/** Some systems give `localhost` one family only, but a program on it may listen on the other (RFC 6761, section 6.3). */
async function addressesOf(name: string): ReturnType<Lookup> {
  const found = await lookUp(name, { all: true })
  if (name !== 'localhost') return found
  return [...found, ...LOOPBACKS.filter(({ address }) => found.every((each) => each.address !== address))]
}

/** The families alternate, the preferred one first: RFC 8305, section 4. */
function interleaved(found: Awaited<ReturnType<Lookup>>): readonly string[] {
  const first = found[0]?.family
  const [preferred, others] = [true, false].map((wanted) =>
    found.filter(({ family }) => (family === first) === wanted).map(({ address }) => address),
  )
  const longer = Math.max(preferred?.length ?? 0, others?.length ?? 0)
  return Array.from({ length: longer }, (_, index) => [preferred?.[index], others?.[index]])
    .flat()
    .filter((address) => address !== undefined)
}

function failure(errors: readonly Error[]): Error {
  const [only] = errors
  return errors.length === 1 && only !== undefined ? only : new FailedAddresses(errors)
}

/** The errors of all addresses. */
class FailedAddresses extends AggregateError {
  constructor(errors: readonly Error[]) {
    super(errors, errors.map(({ message }) => message).join('; '))
  }

  /** What vitest prints of a cause; the errors with their stacks would fill a screen. */
  toJSON(): { readonly name: string; readonly message: string } {
    const { name, message } = this
    return { name, message }
  }
}
