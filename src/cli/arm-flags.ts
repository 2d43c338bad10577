import type { HostPort } from '../address.ts'
import type { ConnectOptions } from '../agent/open-client.ts'
import { usageError } from '../check.ts'
import type { SeveralArms, TwoArms } from '../compare/arm-plan.ts'
import { NO_TARGET } from '../host/new-document.ts'
import type { NamedServer } from '../client/wire/http-target.ts'
import { httpOf } from './http-flags.ts'
import type { HttpFlags } from './http-flags.ts'
import { tlsOf } from './tls-flags.ts'
import type { TlsFlags } from './tls-flags.ts'
import type { Named } from './values.ts'

/** The flags that name arms: base and head, or several with names. A flag that is not given is absent. */
export interface ArmFlags extends TlsFlags, HttpFlags {
  readonly base?: NamedServer
  readonly head?: NamedServer
  readonly baseCmd?: readonly string[]
  readonly headCmd?: readonly string[]
  readonly basePid?: number
  readonly headPid?: number
  readonly arm?: readonly Named<NamedServer>[]
  readonly armCmd?: readonly Named<readonly string[]>[]
  readonly armPid?: readonly Named<number>[]
  readonly from?: readonly string[]
  readonly baseFrom?: readonly string[]
  readonly headFrom?: readonly string[]
  readonly armFrom?: readonly Named<readonly string[]>[]
}

/** What the document of a refused comparison is about. */
export function firstOf({ base, arm }: ArmFlags): HostPort {
  return base ?? arm?.[0]?.value ?? NO_TARGET
}

/**
 * The arms, by the flags of one of the two forms.
 * @param server what all arms lead to, if that is known
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if flags of both are given, or too few of one
 */
export function armsOf(
  flags: ArmFlags,
  server: Pick<ConnectOptions, 'tls' | 'token'> = {},
): TwoArms | SeveralArms {
  const { base, arm, armCmd = [], armPid = [], armFrom = [], baseCmd, headCmd, basePid, headPid } = flags
  const { from, baseFrom, headFrom } = flags
  const shared = { ...server, ...tlsOf(flags), ...httpOf(flags) }
  // From another place, it may be the same server.
  const head = flags.head ?? (baseFrom !== undefined || headFrom !== undefined ? base : undefined)
  if (arm === undefined) {
    if (armCmd.length > 0 || armPid.length > 0 || armFrom.length > 0)
      throw usageError('--arm-cmd, --arm-pid and --arm-from need --arm.')
    if (base === undefined || head === undefined) {
      const lacks = base === undefined ? '--base' : '--head'
      throw usageError(`${lacks} is missing: give --base and --head, or several --arm name=host:port.`)
    }
    return {
      base: { ...base, ...shared, command: baseCmd, pid: basePid, from: baseFrom ?? from },
      head: { ...head, ...shared, command: headCmd, pid: headPid, from: headFrom ?? from },
    }
  }
  const short = Object.entries({
    base,
    head: flags.head,
    'base-cmd': baseCmd,
    'head-cmd': headCmd,
    'base-pid': basePid,
    'head-pid': headPid,
    'base-from': baseFrom,
    'head-from': headFrom,
  })
  const given = short.find(([, value]) => value !== undefined)
  if (given !== undefined)
    throw usageError(`--${given[0]} and --arm cannot both be given. Give the arms in one of the two forms.`)
  const names = arm.map(({ name }) => name)
  const stray = [...armCmd, ...armPid, ...armFrom].find(({ name }) => !names.includes(name))
  if (stray !== undefined)
    throw usageError(`No --arm has the name '${stray.name}': the arms are ${names.join(', ')}.`)
  return {
    arms: arm.map(({ name, value }) => ({
      name,
      host: value.host,
      port: value.port,
      url: value.url,
      tls: shared.tls,
      token: shared.token,
      httpVersion: shared.httpVersion,
      headers: shared.headers,
      resolve: shared.resolve,
      command: valueOf(armCmd, name),
      pid: valueOf(armPid, name),
      from: valueOf(armFrom, name) ?? from,
    })),
  }
}

function valueOf<T>(values: readonly Named<T>[], name: string): T | undefined {
  return values.findLast((one) => one.name === name)?.value
}
