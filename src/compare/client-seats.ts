import { startAgent } from '../agent/agent-process.ts'
import type { AgentProcess } from '../agent/agent-process.ts'
import { connectAgent } from '../agent/agent-client.ts'
import { localClient } from '../agent/any-client.ts'
import type { AnyClient } from '../agent/any-client.ts'
import { openConnection } from '../client/connection.ts'
import type { ConnectionOptions } from '../client/connection.ts'
import type { PlacementOption } from '../host/placement.ts'
import type { Placement } from '../results/types.ts'

/** Where an arm's client is. */
export interface ClientSeat {
  /** Whether it is in this process. */
  readonly here: boolean
  /** Whether the client has a process that starts and ends with the arm. */
  readonly restarts: boolean
  /** The CPUs that an agent has chosen; `null` if it was not asked to, and in this process. */
  readonly placement: Placement | null
  /**
   * Starts its process, if it has one that does not run.
   * @param patience time (ms) in which it must be ready
   */
  start(patience: number, signal: AbortSignal): Promise<void>
  /** Ends what ends with the arm. Never throws. */
  stop(): Promise<void>
  open(options: ConnectionOptions): Promise<AnyClient>
  /** Ends its process. Never throws. */
  end(): Promise<void>
}

type Words = readonly string[] | null

/**
 * The seats of arms: in this process, or in an agent that all share if they have the same command. With different commands
 * each arm has an agent of its own, which is restarted with the arm, because a process can be fast or slow for its whole
 * life. An arm without a command then has an agent on this machine, so that all arms have the same client.
 */
export function clientSeats(froms: readonly Words[], placement: PlacementOption): readonly ClientSeat[] {
  const [first = null] = froms
  const same = froms.every((words) => JSON.stringify(words) === JSON.stringify(first))
  if (!same) return froms.map((words) => new AgentSeat(words ?? [], placement, false))
  const shared = first === null ? HERE : new AgentSeat(first, placement, true)
  return froms.map(() => shared)
}

/** In this process. */
export const HERE: ClientSeat = {
  here: true,
  restarts: false,
  placement: null,
  start: async () => undefined,
  stop: async () => undefined,
  open: async (options) => localClient(await openConnection(options)),
  end: async () => undefined,
}

/** A client in an agent's process. */
class AgentSeat implements ClientSeat {
  readonly here = false
  readonly restarts: boolean
  readonly #words: readonly string[]
  readonly #asked: PlacementOption
  #agent: AgentProcess | null = null
  #last: AnyClient | null = null

  /** @param shared whether all arms have it: then it lives as long as the comparison */
  constructor(words: readonly string[], placement: PlacementOption, shared: boolean) {
    this.#words = words
    this.#asked = placement
    this.restarts = !shared
  }

  get placement(): Placement | null {
    return this.#last?.away?.placement ?? null
  }

  async start(patience: number, signal: AbortSignal): Promise<void> {
    this.#agent ??= await startAgent(this.#words, { patience, signal })
  }

  async stop(): Promise<void> {
    if (this.restarts) await this.end()
  }

  async open(options: ConnectionOptions): Promise<AnyClient> {
    if (this.#agent === null) throw new Error('The agent of an arm was not started.')
    this.#last = await connectAgent(this.#agent, { ...options, placement: this.#asked })
    return this.#last
  }

  async end(): Promise<void> {
    const agent = this.#agent
    this.#agent = null
    await agent?.close()
  }
}
