import * as core from '@actions/core'

import { formatHostPort } from '../../address.ts'
import type { Placer } from '../../host/placer.ts'
import { exposure } from '../../server/access.ts'
import { startBackgroundServer } from '../../server/background.ts'
import { childEnvironment } from '../child-environment.ts'
import type { Inputs, MeasuredServer } from '../inputs/inputs.ts'
import { logLine } from '../log.ts'
import { saveServer } from '../saved-state.ts'
import { temporaryFile } from '../temporary-files.ts'
import { shownCertificate } from './server-certificate.ts'
import { serverToken } from './server-token.ts'

/** Starts a server that outlives this process until the end of the job. Resolves when it listens. */
export async function startOwnServer(inputs: Inputs, placer: Placer): Promise<MeasuredServer> {
  const { host, port, mode, workers, serverTls: tls } = inputs
  const log = temporaryFile('server', 'log')
  const secret = serverToken(inputs)
  const server = await startBackgroundServer({
    host,
    port,
    mode,
    log,
    placer,
    tls,
    ...secret,
    env: childEnvironment(process.env),
    ...(workers === null ? {} : { workers }),
  })
  saveServer({ pid: server.pid, log })
  await server.release()
  const exposed = exposure(server.address, secret, 'Leave out server-token: off, or the input host.')
  for (const warning of [...server.warnings, ...(exposed === null ? [] : [exposed])]) core.warning(warning)
  logLine(`Started a server in ${mode} mode on ${formatHostPort(server.address)}`)
  return { host: reachable(server.address.host), port: server.address.port, ...shownCertificate(server) }
}

/** Replaces a wildcard address, to which nobody can connect, by loopback. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}
