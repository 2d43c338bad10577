import { callSite, pointAt } from '../call-site.ts'
import { checkOptions } from '../check.ts'
import type { OptionNames } from '../check.ts'
import type { Client } from '../client/client.ts'
import { CONNECTION_OPTIONS, openConnection } from '../client/connection.ts'
import type { ConnectionOptions } from '../client/connection.ts'
import { refuseUnsettable } from '../client/wire/local-end.ts'
import { connectAgent } from './agent-client.ts'
import { startAgent } from './agent-process.ts'
import type { AgentOptions } from './agent-session.ts'
import { fromWords } from './agent-words.ts'
import type { From } from './agent-words.ts'
import { localClient } from './any-client.ts'
import type { AnyClient } from './any-client.ts'
import { checkPids, withProgramCost } from './with-program-cost.ts'

/** Which server to measure, how to reach it, and from where. */
export interface ConnectOptions extends ConnectionOptions {
  /**
   * A command that runs an agent where the measurement is to start: `'docker exec -i web wyndrvr agent'`. One that does not
   * end in `agent` gets this Node and this program appended: `'ip netns exec a'`. No shell runs it. Default: this process
   * measures.
   */
  readonly from?: From | undefined
  /**
   * The process ids of the program that traffic passes through, on this machine, to measure its CPU time and memory, with those of
   * the processes that it has started. Default: none.
   */
  readonly pid?: number | readonly number[] | undefined
}

/** The options of {@link connect}. */
export const CONNECT_OPTIONS: OptionNames<ConnectOptions> = { ...CONNECTION_OPTIONS, from: true, pid: true }

/**
 * Connects to a server and makes sure that it answers.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`, `ERR_WYNDRVR_CONNECT`, `ERR_WYNDRVR_TIMEOUT`, `ERR_WYNDRVR_LOST`,
 * `ERR_WYNDRVR_PROTOCOL` if something else listens there, `ERR_WYNDRVR_ABORTED`, or `ERR_WYNDRVR_WORKER` if the agent of
 * `from` ends
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const site = callSite(connect)
  try {
    refuseUnsettable(options)
    checkOptions('connect', options, CONNECT_OPTIONS)
    return await openClient(options)
  } catch (error) {
    throw pointAt(error, site)
  }
}

/**
 * Connects in this process, or in that of a new agent, which ends when the client is closed.
 * @throws {WyndrvrError} as {@link connect}
 */
export async function openClient({ pid, ...options }: AgentOptions & ConnectOptions): Promise<AnyClient> {
  const pids = checkPids(pid)
  const client = await openAnywhere(options)
  return pids.length === 0 ? client : withProgramCost(client, pids)
}

async function openAnywhere({
  from,
  ...options
}: Omit<AgentOptions & ConnectOptions, 'pid'>): Promise<AnyClient> {
  if (from === undefined) {
    const { placement: _, ...local } = options
    return localClient(await openConnection(local))
  }
  const agent = await startAgent(fromWords('from', from), { signal: options.signal })
  try {
    const client = await connectAgent(agent, options)
    const close = async (): Promise<void> => {
      await client.close()
      await agent.close()
    }
    return { ...client, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await agent.close()
    throw error
  }
}
