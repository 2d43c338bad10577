import * as core from '@actions/core'

import { formatHostPort } from '../../address.ts'
import type { NamedServer } from '../../client/wire/http-target.ts'
import { reachableFrom } from '../../agent/reachable-from.ts'
import { startFarServer } from '../../server/far/far-server.ts'
import type { FarServer, FarServerOptions } from '../../server/far/far-server.ts'
import type { Inputs, MeasuredServer } from '../inputs/inputs.ts'
import { logLine } from '../log.ts'
import { shownCertificate } from './server-certificate.ts'
import { serverToken } from './server-token.ts'

/** Starts the server of the input `server-from` with these options. */
export async function startElsewhere(
  options: FarServerOptions,
  inputs: Pick<Inputs, 'serverToken'>,
): Promise<FarServer> {
  const server = await startFarServer({ ...options, ...serverToken(inputs) })
  for (const warning of server.warnings) core.warning(warning)
  logLine(
    `Started a server of wyndrvr ${server.version} elsewhere; its address is ${formatHostPort(server.address)}`,
  )
  return server
}

/** The options of a server that the step measures. Those left out are up to the command. */
export function elsewhereOptions(
  from: readonly string[],
  { server, host, port, mode, workers, serverTls: tls }: Inputs,
): FarServerOptions {
  // The port of a URL is that of a proxy.
  const own = server === null || server.url !== undefined ? port : server.port
  return {
    from,
    mode,
    tls,
    ...(host !== DEFAULT_HOST && { host }),
    ...(own !== 0 && { port: own }),
    ...(workers !== null && { workers }),
  }
}

/** Such a server as the client reaches it from where it measures. */
export async function reachedAt(
  elsewhere: FarServer,
  { server, from }: Pick<Inputs, 'server' | 'from'>,
): Promise<MeasuredServer> {
  const { address, addresses } = elsewhere
  const { port } = address
  const certificate = shownCertificate(elsewhere)
  if (server !== null) return { ...server, ...certificate }
  const found = from && (await reachableFrom(from, { addresses, port }, certificate))
  return { host: found ?? address.host, port, ...certificate }
}

/** The default in action.yml, at which nobody elsewhere could be reached. */
const DEFAULT_HOST = '127.0.0.1'

/**
 * The options of a server behind the arms of a comparison. It listens on the port of the first arm, unless a command of its
 * own or a proxy answers there: then `server-from` names the port.
 */
export function behindArms(
  from: readonly string[],
  first: { readonly address: NamedServer | string; readonly command: readonly string[] | null } | undefined,
): FarServerOptions {
  const { address, command = null } = first ?? {}
  if (typeof address !== 'object' || address.url !== undefined || command !== null) return { from }
  return { from, port: address.port, ...(address.host.includes(':') && { host: '::' }) }
}
