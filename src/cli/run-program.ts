import { Command, CommanderError, Help } from 'commander'
import type { Option } from 'commander'

import { messageOf, systemCodeOf } from '../errors.ts'
import { printable } from '../printable.ts'
import { withoutSecrets } from '../text/without-secrets.ts'
import { VERSION } from '../version.ts'
import { exitCodeOf, failureOf, NOT_MEASURED, USAGE } from './exit.ts'
import { letSignals } from './interrupt.ts'
import { printRefusal } from './refusal.ts'
import { complain, say } from './say.ts'

/** Parses a command line of these commands, runs the command, and sets the exit code. Never throws. */
export async function runProgram(commands: readonly Command[], words: readonly string[]): Promise<void> {
  process.stderr.on('error', () => undefined)
  process.stdout.on('error', outputFailed)
  const program = new Command('wyndrvr')
    .description("Measures a network's latency and bandwidth, and judges the results.")
    .version(VERSION)
    .showHelpAfterError('(add --help for all options)')
    .configureHelp({ optionDescription })
  for (const command of commands) {
    for (const each of withParts(command)) each.copyInheritedSettings(program)
    program.addCommand(command)
  }
  program.hook('preAction', async (_, command) => {
    if (command.parent !== program || !CATCHING.has(command.name())) await letSignals()
  })
  for (const command of withParts(program)) {
    command.exitOverride().configureOutput({
      outputError: (text) => {
        const lines = printable(withoutSecrets(text.trimEnd().replace(/^error: /, 'wyndrvr: ')))
        say(lines.split('\n'), process.stderr)
      },
    })
  }
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error)
    process.exitCode = error.exitCode === 0 ? 0 : USAGE
    if (process.exitCode !== 0)
      printRefusal(words, printable(withoutSecrets(error.message.replace(/^error: /, ''))))
  } finally {
    await letSignals()
  }
}

/** A command, and the commands that it consists of. */
function withParts(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withParts)]
}

/** Choices and defaults as they are typed, without commander's quotes. */
function optionDescription(option: Option): string {
  return new Help().optionDescription(option).replaceAll('"', '').replace(', default:', '; default:')
}

/** The commands that catch signals themselves, so that their output ends well. */
const CATCHING: ReadonlySet<string> = new Set(['check', 'client', 'compare', 'demo', 'server'])

let lost = false

/** The reader of our output may stop early, as head does. That is not an error; a full disk is one. */
function outputFailed(error: Error): void {
  if (lost || systemCodeOf(error) === 'EPIPE') return
  lost = true
  complain(`Standard output could not be written: ${messageOf(error)}.`)
  process.exitCode ||= NOT_MEASURED
}

function fail(error: unknown): void {
  const { code, message } = failureOf(error)
  complain(message)
  process.exitCode = exitCodeOf(code)
}
