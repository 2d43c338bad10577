import { messageOf } from '../errors.ts'
import { printableLine } from '../printable.ts'
import { serveAgent } from './serve-agent.ts'

/** Carries out orders on standard input until it ends, and reports on standard output. Sets the exit code; never throws. */
export async function runAgent(): Promise<void> {
  try {
    await serveAgent(process.stdin, process.stdout)
  } catch (error) {
    process.stderr.write(`wyndrvr: ${printableLine(messageOf(error))}\n`)
    process.exitCode = 3
  }
}
