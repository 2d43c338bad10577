import { agentCommand } from './agent-command.ts'
import { checkCommand } from './check-command.ts'
import { clientCommand } from './client-command.ts'
import { compareCommand } from './compare-command.ts'
import { demoCommand } from './demo-command.ts'
import { historyCommand } from './history-command.ts'
import { initCommand } from './init-command.ts'
import { mergeCommand } from './merge-command.ts'
import { metricsCommand } from './metrics-command.ts'
import { pingCommand } from './ping-command.ts'
import { reportCommand } from './report-command.ts'
import { runProgram } from './run-program.ts'
import { serverCommand } from './server-command.ts'

/** Parses the command line, runs the command, and sets the exit code. Never throws. */
export async function main(words: readonly string[]): Promise<void> {
  const commands = [
    serverCommand(),
    clientCommand(),
    agentCommand(),
    pingCommand(),
    compareCommand(),
    checkCommand(),
    historyCommand(),
    mergeCommand(),
    reportCommand(),
    metricsCommand(),
    initCommand(),
    demoCommand(),
  ]
  await runProgram(commands, words)
}
