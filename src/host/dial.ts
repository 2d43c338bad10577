import { lookup as lookUp } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import type { Socket, TcpNetConnectOpts } from 'node:net'
import { networkInterfaces } from 'node:os'

import { usageError } from '../check.ts'
import { printableLine } from '../printable.ts'
import { clearTimeout, setTimeout } from './timers.ts'

/** Finds the addresses of a name, in order of preference. */
export type Lookup = (
  host: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>

/** Where connections start, if the system is not to choose. */
export interface DialFrom {
  /** The only version of IP; `null`: both. */
  readonly family: 4 | 6 | null
  /** Local addresses, at most one of each version of IP; `null`: the system's choice. */
  readonly addresses: readonly string[] | null
  /** Local port; `null`: the system's choice. */
  readonly port: number | null
  /** The type-of-service byte of outgoing packets; `null`: the system's. */
  readonly typeOfService: number | null
}

/** How to connect. */
export interface DialOptions extends TcpNetConnectOpts {
  readonly from?: DialFrom | undefined
}

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
 * @throws the system's error, or an `AggregateError` of those of all addresses; `ERR_WYNDRVR_VALUE` if it has no address
 * of the version of IP to use
 */
export async function dial(
  { host = 'localhost', from, ...options }: DialOptions,
  signal: AbortSignal,
  lookup: Lookup = addressesOf,
): Promise<Socket> {
  checkZone(host)
  const found = isIP(host) === 0 ? interleaved(await lookup(host)) : [host]
  const addresses = found.filter((address) => canReach(address, from))
  if (addresses.length === 0) throw unusable(host, from)
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
        const socket = connectFrom({ ...options, host: address }, from)
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

/** Connects to an address as `net.connect` does, from where it should start. */
export function connectFrom(
  options: TcpNetConnectOpts & { readonly host: string },
  from: DialFrom | undefined,
): Socket {
  if (from === undefined) return connect(options)
  const { addresses, port, typeOfService } = from
  const named = addresses?.find((local) => isIP(local) === isIP(options.host))
  // A socket has no descriptor to mark before it is bound, and Node binds only one with a local address.
  const localAddress = named ?? (typeOfService === null ? undefined : UNSPECIFIED[isIP(options.host)])
  const socket = connect({
    ...options,
    ...(localAddress === undefined ? {} : { localAddress }),
    ...(port === null ? {} : { localPort: port }),
  })
  // It is bound by then, and its SYN not sent yet.
  if (typeOfService !== null) socket.once('connectionAttempt', () => socket.setTypeOfService(typeOfService))
  return socket
}

/** The addresses that leave the choice to the system. */
const UNSPECIFIED: Readonly<Record<number, string>> = { 4: '0.0.0.0', 6: '::' }

/** The system takes an address on an interface that does not exist for one on any. */
function checkZone(host: string): void {
  const [, zone] = /%(.+)$/.exec(isIP(host) === 6 ? host : '') ?? []
  if (zone === undefined || /^\d+$/.test(zone)) return
  const known = Object.keys(networkInterfaces())
  if (known.includes(zone)) return
  throw usageError(
    `${host} is on the interface ${zone}, which this machine does not have. It has ${printableLine(known.join(', ')).slice(0, 200)}.`,
  )
}

function canReach(address: string, { family, addresses }: Partial<DialFrom> = {}): boolean {
  const version = isIP(address)
  return (
    (family === undefined || family === null || family === version) &&
    (addresses === undefined || addresses === null || addresses.some((local) => isIP(local) === version))
  )
}

function unusable(host: string, { family, addresses }: Partial<DialFrom> = {}): Error {
  const version = family ?? isIP(addresses?.[0] ?? '')
  return usageError(
    `${host} has no IPv${version} address, and no other is allowed. Name another host, or allow the other version of IP.`,
  )
}

/** Finds the addresses of a name by the system's resolver. Some systems give `localhost` one family only, but a program on it may listen on the other (RFC 6761, section 6.3). */
export async function addressesOf(name: string): ReturnType<Lookup> {
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
