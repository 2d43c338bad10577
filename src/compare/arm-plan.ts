import { DEFAULT_SERVER } from '../address.ts'
import type { HostPort } from '../address.ts'
import { fromWords } from '../agent/agent-words.ts'
import type { From } from '../agent/agent-words.ts'
import { checkHost, checkOptions, checkPort, checkWhole, MOST_PID, usageError, valueError } from '../check.ts'
import type { OptionNames } from '../check.ts'
import { callPlan } from '../client/latency/calls.ts'
import type { Call } from '../client/latency/calls.ts'
import { checkProxy } from '../client/wire/proxy.ts'
import type { ClientProxy } from '../client/wire/proxy.ts'
import { parseServerUrl } from '../client/wire/http-target.ts'
import type { ConnectionOptions } from '../client/connection.ts'
import { planServer } from '../client/planned-server.ts'
import type { MeasuredServer } from '../client/planned-server.ts'
import { checkToken } from '../protocol/token.ts'
import type { Imitation } from '../results/types.ts'
import { startCommand } from '../host/command.ts'
import type { Command } from '../host/command.ts'

/** An arm that is judged, and the one to compare it with. */
export interface TwoArms {
  /** The arm to compare with. */
  readonly base: ArmOptions | CallArmOptions
  /** The arm that is judged: another server, or another path to the same one. */
  readonly head: ArmOptions | CallArmOptions
  readonly arms?: undefined
}

/** Arms side by side. */
export interface SeveralArms {
  /**
   * 2 to 8 arms. Each one is compared with the first, all of them in one run. The error probability of a comparison holds for
   * all arms together.
   */
  readonly arms: readonly NamedArmOptions[]
  readonly base?: undefined
  readonly head?: undefined
}

/** One of the arms. */
export interface ArmOptions {
  /** Name or address. Default `'localhost'`. */
  readonly host?: string | undefined
  /** TCP port, 1 to 65535; with `url`, that of the URL. */
  readonly port: number
  /** The server, or a proxy before it, over HTTP, in place of `host` and `port`, as in `connect`. */
  readonly url?: ConnectionOptions['url']
  /** Version of HTTP, as in `connect`. */
  readonly httpVersion?: ConnectionOptions['httpVersion']
  /** Headers of each request over HTTP, as in `connect`. */
  readonly headers?: ConnectionOptions['headers']
  /** Addresses of hosts, as in `connect`. */
  readonly resolve?: ConnectionOptions['resolve']
  /**
   * A program and its arguments that make the server answer at `host` and `port` and stay in the foreground. It is started,
   * and restarted during the comparison. Without it the server must be running.
   */
  readonly command?: readonly string[] | undefined
  /**
   * The process id of the program that is measured, for its CPU time (`cpu.…`), if no command starts it. A command's own
   * CPU time is known.
   */
  readonly pid?: number | undefined
  /** Starts the command. Default: as a child process of this one, in a process group of its own. */
  readonly start?: ((command: readonly string[]) => Command) | undefined
  /** The network imitated on the path, for the document. */
  readonly network?: Imitation | undefined
  /** An explicit proxy that opens the connections to the server. */
  readonly proxy?: ClientProxy | undefined
  /** Whether the connections use TLS, and how the server proves that it is the right one, as in `connect`. */
  readonly tls?: ConnectionOptions['tls']
  /**
   * A command that runs an agent from where the server is measured, as in `connect`. Arms with the same server and different
   * commands compare places.
   */
  readonly from?: From | undefined
  /** The token of the server, as in `connect`. Default: `WYNDRVR_TOKEN`, if it is set. */
  readonly token?: string | undefined
}

/** One of several arms. */
export interface NamedArmOptions extends ArmOptions {
  /** What reports call it: 1 to 30 letters, digits, `.`, `_` or `-`. Each arm has its own. */
  readonly name: string
}

/** An arm without a server: calls of a function. The other arm needs one too. */
export interface CallArmOptions {
  readonly call: Call
  /** Name for reports. Default: that of the function, or `'call'`. */
  readonly name?: string | undefined
}

/** An arm's options with their defaults. */
export type ArmPlan = ServerArmPlan | CallArmPlan

/** A function whose calls are an arm. */
export interface CallArmPlan {
  readonly call: Call
  readonly name: string
}

/** A server that is an arm. */
export interface ServerArmPlan {
  /** For messages. */
  readonly name: string
  /** Whether it is one of several, so that reports need its name. */
  readonly named: boolean
  readonly host: string
  readonly port: number
  readonly command: readonly string[] | null
  readonly start: (command: readonly string[]) => Command
  readonly pid: number | undefined
  readonly network: Imitation | undefined
  readonly proxy: ClientProxy | undefined
  readonly tls: ArmOptions['tls']
  readonly url: ArmOptions['url']
  readonly httpVersion: ArmOptions['httpVersion']
  readonly headers: ArmOptions['headers']
  readonly resolve: ArmOptions['resolve']
  readonly overHttp: boolean
  /** `null` if this process measures. */
  readonly from: readonly string[] | null
  /** `undefined`: that of the environment. */
  readonly token: string | undefined
}

const ARM_OPTIONS: OptionNames<ArmOptions> = {
  host: true,
  port: true,
  url: true,
  httpVersion: true,
  headers: true,
  resolve: true,
  command: true,
  start: true,
  pid: true,
  network: true,
  proxy: true,
  tls: true,
  from: true,
  token: true,
}

const NAMED_ARM_OPTIONS: OptionNames<NamedArmOptions> = { ...ARM_OPTIONS, name: true }

const CALL_OPTIONS: OptionNames<CallArmOptions> = { call: true, name: true }

/** The fewest and the most of several arms. */
const SEVERAL = { least: 2, most: 8 } as const

/** The first one is what the others are compared with. */
export type Arms = readonly [base: ArmPlan, ...heads: ArmPlan[]]

/**
 * Checks the options of the arms and fills in their defaults.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function armsPlan(options: TwoArms | SeveralArms): Arms {
  const arms = options.arms === undefined ? twoArms(options) : severalArms(options.arms)
  checkAddresses(arms)
  return arms
}

function twoArms(options: TwoArms): Arms {
  const [base, head] = [armPlan('base', options.base), armPlan('head', options.head)]
  if ('call' in base !== 'call' in head)
    throw usageError('base and head must both be functions, or neither of them.')
  return [base, head]
}

function severalArms(options: readonly NamedArmOptions[]): Arms {
  const plans = options.map((arm, index) => {
    checkOptions(`arms[${index}]`, arm, NAMED_ARM_OPTIONS)
    const { name, ...others } = arm
    if (!/^[\w.-]{1,30}$/.test(name))
      throw valueError('the name of an arm must be 1 to 30 letters, digits, ".", "_" or "-"', name)
    return serverArmPlan(name, others, true)
  })
  const [base, ...heads] = plans
  if (base === undefined || plans.length < SEVERAL.least || plans.length > SEVERAL.most)
    throw usageError(`A comparison has ${SEVERAL.least} to ${SEVERAL.most} arms, got ${plans.length}.`)
  const names = plans.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined) throw usageError(`Two arms have the name ${twice}. Give each its own.`)
  return [base, ...heads]
}

/** Two programs cannot listen on one port. */
function checkAddresses(arms: Arms): void {
  const started = arms.flatMap((arm) => ('call' in arm || arm.command === null ? [] : [arm]))
  for (const [index, arm] of started.entries()) {
    const other = started.slice(0, index).find(({ host, port }) => host === arm.host && port === arm.port)
    if (other === undefined) continue
    throw usageError(
      `${other.name} and ${arm.name} each start a command, so they cannot both listen on ${arm.host}:${arm.port}. Give them different ports.`,
    )
  }
}

function armPlan(name: string, options: ArmOptions | CallArmOptions): ArmPlan {
  if ('call' in options) {
    checkOptions(name, options, CALL_OPTIONS)
    const { call, name: shown } = callPlan(options.call, { name: options.name })
    return { call, name: shown }
  }
  checkOptions(name, options, ARM_OPTIONS)
  return serverArmPlan(name, options, false)
}

function serverArmPlan(name: string, options: ArmOptions, named: boolean): ServerArmPlan {
  const {
    command,
    start = startCommand,
    pid,
    network,
    proxy,
    tls,
    url,
    httpVersion,
    headers,
    resolve,
    from,
    token,
  } = options
  if (command?.[0] === undefined && command !== undefined)
    throw usageError(`${name}.command must name a program, got nothing.`)
  const { host, port } = url === undefined ? addressOf(name, options) : parseServerUrl(url)
  // Refused now, not after the arms have started.
  const overHttp = isOverHttp({ host, port, url, httpVersion, headers, resolve, tls })
  return {
    name,
    named,
    host,
    port,
    url,
    httpVersion,
    headers,
    resolve,
    overHttp,
    command: command ?? null,
    start,
    pid: pid === undefined ? undefined : checkWhole(`${name}.pid`, pid, 1, MOST_PID),
    network,
    proxy: proxy && checkProxy(proxy),
    tls,
    from: from === undefined ? null : fromWords(`${name}.from`, from),
    token: token === undefined ? token : checkToken(token),
  }
}

/**
 * Whether a server is measured by requests over HTTP, and so not in the native dialect over WebSocket either.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function isOverHttp(server: MeasuredServer): boolean {
  const { dialect } = planServer(server)
  return dialect === 'http1' || dialect === 'http2'
}

function addressOf(name: string, { host = DEFAULT_SERVER.host, port }: ArmOptions): HostPort {
  return { host: checkHost(`${name}.host`, host), port: checkPort(`${name}.port`, port) }
}
