import type { HostPort } from '../address.ts'
import type { ConnectOptions } from '../agent/open-client.ts'
import { reachableFrom } from '../agent/reachable-from.ts'
import { after } from '../host/timers.ts'
import { newToken } from '../protocol/token.ts'
import { startFarServer } from '../server/far/far-server.ts'
import type { FarServerOptions } from '../server/far/far-server.ts'
import { givesToken } from '../server/far/far-server-words.ts'
import { complain } from './say.ts'

/** Which server `--server-from` starts, and where it is then reached. */
export interface FarServerFlags extends Pick<FarServerOptions, 'host' | 'port'> {
  /** The words of its command. */
  readonly from: readonly string[]
  /** That of the client, which the server gets. Default: a random one. */
  readonly token?: string | undefined
  /** Whether the client's dialect cannot prove a token: then the server gets none that was not given. Default false. */
  readonly open?: boolean
  /** The host to connect to. Default: the server's address. */
  readonly at?: string | undefined
  /** The command that runs the client elsewhere; `undefined` if it is here. */
  readonly clientFrom?: readonly string[] | undefined
}

/** How a client reaches that server. */
export type FarServerRoute = HostPort & Pick<ConnectOptions, 'tls' | 'token'>

/** Time (ms) for the end of a server to be reported: a connection is lost slightly earlier. */
const END_TIME = 500

/**
 * Runs with the server that `--server-from` starts, and stops it afterwards.
 * @param failed whether a result says that something went wrong, perhaps because the server has ended
 */
export async function withFarServer<T>(
  { at, clientFrom, token: asked, open = false, ...options }: FarServerFlags,
  signal: AbortSignal,
  run: (server: FarServerRoute) => Promise<T>,
  failed: (result: T) => boolean,
): Promise<T> {
  const token = asked ?? (open || givesToken(options.from) ? undefined : newToken())
  const secret = token === undefined ? {} : { token }
  await using server = await startFarServer({ ...options, ...secret, signal })
  for (const warning of server.warnings) complain(warning)
  const { host, port } = server.address
  const secured = { ...secret, ...(server.tls !== null && { tls: server.tls }) }
  const seen = at === undefined && clientFrom !== undefined
  const { addresses } = server
  const there = seen ? await reachableFrom(clientFrom, { addresses, port }, { ...secured, signal }) : null
  const result = await run({ host: at ?? there ?? host, port, ...secured })
  if (failed(result) && !signal.aborted) {
    const end = await Promise.race([server.ended, after(END_TIME)])
    if (end !== undefined) complain(end)
  }
  return result
}
