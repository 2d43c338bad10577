import { connectAgent } from './agent-client.ts'
import { startAgent } from './agent-process.ts'
import type { AgentOptions } from './agent-session.ts'

/** Time (ms) for an address to answer. */
const ANSWER_TIME = 2000

/** A server, with all addresses at which it may be reached. */
export interface Addresses {
  readonly addresses: readonly string[]
  readonly port: number
}

/**
 * The address at which a server answers an agent; `null` if it answers at none.
 * @param from words of the command that runs the agent
 * @param how to connect to it
 */
export async function reachableFrom(
  from: readonly string[],
  { addresses, port }: Addresses,
  how: Pick<AgentOptions, 'signal' | 'token' | 'tls'> = {},
): Promise<string | null> {
  const [only, ...others] = addresses
  if (only === undefined || others.length === 0) return only ?? null
  const { signal } = how
  await using agent = await startAgent(from, { signal })
  for (const host of addresses) {
    try {
      const client = await connectAgent(agent, { ...how, host, port, timeout: ANSWER_TIME })
      await client.close()
      return host
    } catch (error) {
      if (signal?.aborted) throw error
    }
  }
  return null
}
