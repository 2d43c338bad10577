import type { HostPort } from '../../src/address.ts'
import { ServerArm } from '../../src/compare/arm.ts'
import { HERE } from '../../src/compare/client-seats.ts'
import type { ArmClient } from '../../src/compare/burst.ts'
import { startCommand } from '../../src/host/command.ts'
import { Placer } from '../../src/host/placer.ts'

/** Connects to a server as a comparison does: in its native dialect, or over HTTP if it has a URL. */
export async function connectArm({ host, port }: HostPort, url?: string): Promise<ArmClient> {
  const plan = {
    name: 'base',
    named: false,
    host,
    port,
    command: null,
    start: startCommand,
    pid: undefined,
    network: undefined,
    proxy: undefined,
    tls: undefined,
    url,
    httpVersion: undefined,
    headers: undefined,
    resolve: undefined,
    overHttp: url !== undefined,
    from: null,
    token: undefined,
  } as const
  const bounds = { budget: 60, timeout: undefined }
  return new ServerArm(plan, bounds, new AbortController().signal, new Placer('none'), HERE).connect()
}
