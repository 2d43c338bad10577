/** The command `wyndrvr server`, as `startServer({ from })` starts it elsewhere. It lies beside the engine in every bundle. */
import { holdSignals } from './held-signals.ts'
import { runProgram } from './run-program.ts'
import { serverCommand } from './server-command.ts'

holdSignals()
await runProgram([serverCommand()], process.argv.slice(2))
