/** An agent as a process of its own: what `agentWords` appends to a command. */
import { runAgent } from './run-agent.ts'

await runAgent()
