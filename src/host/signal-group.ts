import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

/** Signals the process group that a child leads. On Windows, every signal ends the child and its children. */
export function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    // Windows has neither process groups nor SIGTERM: taskkill ends the whole tree.
    if (child.exitCode !== null || child.signalCode !== null) return
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () =>
      child.kill(name),
    )
    return
  }
  try {
    process.kill(-child.pid, name)
  } catch {
    // The whole group has ended already.
  }
}
