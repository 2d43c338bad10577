import { AGENT_VERSION, agentLine } from '../../src/protocol/agent.ts'
import { hostFacts } from '../../src/host/host-facts.ts'
import { VERSION } from '../../src/version.ts'

/** A place on this machine: the command gets the agent appended, and `env` runs it. */
export const HERE = 'env'

/** The first line of an agent. */
export const GREETING: string = agentLine({ agent: AGENT_VERSION, version: VERSION, host: hostFacts() })

/** The command of a program that is to be taken for an agent: a script of a shell. */
export function shellAgent(script: string): readonly string[] {
  return ['sh', '-c', script, 'agent']
}

/** The command of a program that greets like an agent and then does something else: JavaScript. */
export function greetingAgent(script: string): readonly string[] {
  const greet = `process.stdout.write(${JSON.stringify(GREETING)}); process.stdin.on('data', () => {});`
  return [process.execPath, '-e', `${greet}${script}`, '--', 'agent']
}
