import { checkOptions } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { WyndrvrError } from '../../errors.ts'
import { commandText, lastWords, startConversation } from '../../host/command.ts'
import type { Conversation } from '../../host/command.ts'
import { after } from '../../host/timers.ts'
import { planAccess } from '../access.ts'
import { farServerWords, TOKEN_FROM_INPUT } from './far-server-words.ts'
import { hearAnnouncement, LAST_WORDS } from './hear-announcement.ts'
import { reachableHost } from './reachable-host.ts'
import { SERVER_OPTIONS } from '../start-server.ts'
import type { Server, ServerOptions } from '../start-server.ts'

/** How a server runs that a command starts elsewhere. It prints its warnings to the standard error of its command. */
export interface FarServerOptions extends Omit<ServerOptions, 'onWarning'> {
  /**
   * The command, such as `'ip netns exec a'`: a text, which is split into words, or its words. Unless it contains
   * `wyndrvr server` or `wyndrvr-server`, it is followed by this Node and this program.
   */
  readonly from: string | readonly string[]
  /** Gives up while it starts. */
  readonly signal?: AbortSignal | undefined
}

/** A server that a command has started elsewhere. It ends when this process ends. */
export interface FarServer extends Pick<Server, 'mode' | 'tls' | 'warnings'>, AsyncDisposable {
  /** Where it can be reached from here, as far as that is known: of several addresses, the first that answers. */
  readonly address: Server['address']
  /** All addresses at which other machines may reach it. */
  readonly addresses: readonly string[]
  /** Its version of wyndrvr. */
  readonly version: string
  /** Resolves with a sentence about the end of its command. */
  readonly ended: Promise<string>
  /** Ends it and its command within 7 s. Idempotent; never throws. */
  close(): Promise<void>
}

const { onWarning: _, ...FAR_OPTIONS } = SERVER_OPTIONS
const OPTIONS: OptionNames<FarServerOptions> = { ...FAR_OPTIONS, from: true, signal: true }

/** Time (ms) to announce a server: the command may have to download the program first. */
const START_TIME = 30_000

/** Time (ms) for a server to end after its input has. */
const END_TIME = 4000

/**
 * Starts a server by a command, and resolves when it accepts connections.
 * @param patience time (ms) in which it must announce itself
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if the command or an option is not valid, and `ERR_WYNDRVR_WORKER`,
 * `ERR_WYNDRVR_PROTOCOL` or `ERR_WYNDRVR_TIMEOUT`, with the end of its standard error, if it announces no server
 */
export async function startFarServer(options: FarServerOptions, patience = START_TIME): Promise<FarServer> {
  checkOptions('startServer with from', options, OPTIONS)
  const { from, signal, ...serverOptions } = options
  planAccess(serverOptions)
  const words = farServerWords(from, serverOptions)
  const program = startConversation(words)
  if (words.includes(TOKEN_FROM_INPUT)) program.input?.write(`${serverOptions.token}\n`)
  const name = `The server command '${commandText(words)}'`
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    closing ??= end(program)
    await closing
  }
  const announced = await hearAnnouncement(program, patience, signal)
  if ('what' in announced) {
    await program.stop()
    await lastOutput(program)
    throw new WyndrvrError(announced.code, `${name} ${announced.what}.${lastWords(program)}`)
  }
  program.output?.resume()
  const { port, addresses, mode, tls = null, version, warnings } = announced
  return {
    address: { host: await reachableHost(announced), port },
    addresses,
    mode,
    tls,
    version,
    warnings,
    ended: howItEnded(program).then((how) => `${name} ${how}`),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Its server ends with its input, also behind a program that passes no signals on, such as `docker exec` and `ssh`. */
async function end(program: Conversation): Promise<void> {
  program.input?.end()
  await Promise.race([program.ended, after(END_TIME, undefined, { ref: false })])
  await program.stop()
}

async function howItEnded(program: Conversation): Promise<string> {
  await program.ended
  await lastOutput(program)
  return `${program.end() ?? 'has ended'}.${lastWords(program)}`
}

/** Waits for the output of a command that has ended, but not for what it has left running. */
async function lastOutput({ closed }: Conversation): Promise<void> {
  await Promise.race([closed, after(LAST_WORDS, undefined, { ref: false })])
}
