/**
 * Runs command lines of the built program, each of which arrives as a message. Sends back how it ended, with what it wrote
 * to standard output and standard error.
 */
import { start } from '../../../lib/start.js'

const written = { stdout: '', stderr: '' }
for (const name of ['stdout', 'stderr']) {
  // Every command adds a listener, and a process has only one command otherwise.
  process[name].setMaxListeners(0)
  process[name].write = (text) => {
    written[name] += text
    return true
  }
}

process.on('message', (order) => void run(order))

// Commands leave listeners for signals behind, so this process does not end by a signal.
process.on('disconnect', () => process.exit())

async function run({ words, cwd }) {
  Object.assign(written, { stdout: '', stderr: '' })
  process.exitCode = undefined
  process.chdir(cwd)
  await start(words)
  process.send({ code: process.exitCode ?? 0, signal: null, ...written })
}
