import { execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { promisify } from 'node:util'

import { isError, systemCodeOf } from '../../src/errors.ts'

const execute = promisify(execFile)

/**
 * Runs a program of iproute2 and returns its output. The words of the line are separated by spaces; the others may contain
 * some.
 * @throws with what it printed
 */
export async function iproute(line: string, ...others: readonly string[]): Promise<string> {
  const [command = '', ...words] = line.split(' ')
  try {
    const { stdout } = await execute(command, [...words, ...others])
    return stdout
  } catch (error) {
    const printed = isError(error) && 'stderr' in error ? String(error.stderr).trim() : ''
    const missing = systemCodeOf(error) === 'ENOENT' ? `${command} is not installed` : ''
    throw new Error(`${line}: ${printed || missing || String(error)}`, { cause: error })
  }
}

/** Changes a setting of a namespace's own network. */
export async function setInside(namespace: string, name: string, value: string): Promise<void> {
  await iproute(`ip netns exec ${namespace} sh -c`, `echo '${value}' >/proc/sys/net/${name}`)
}

/** What the names of our namespaces begin with; the process id of their maker follows. */
const PREFIX = 'wyndrvr'

/** A number that is new among those of this process, its threads included: interface names are short. */
export function freshNumber(): string {
  return randomInt(0x10000).toString(16).padStart(4, '0')
}

/** The name of a namespace that this process makes. */
export function namespaceName(fresh: string, part: string): string {
  return `${PREFIX}-${process.pid}-${fresh}-${part}`
}

/**
 * Starts the process that removes namespaces and everything in them when its standard input closes, by the returned
 * function or by the end of this process. It is detached, so that Ctrl-C ends the tests but not the process.
 */
export function remover(namespaces: readonly string[]): () => Promise<void> {
  const child = spawn('sh', ['-c', `read -r end; ${REMOVE}`, 'sh', ...namespaces], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(child, 'close')
  return async () => {
    child.stdin.end()
    await ended
  }
}

/** Removes the namespaces that are its arguments. */
const REMOVE = `
  for name; do
    for pid in $(ip netns pids "$name"); do kill -KILL "$pid"; done
    ip netns delete "$name"
  done`

/** Removes namespaces of processes that have died together with their removers, as when a machine's user kills them all. */
export async function removeLeftovers(): Promise<void> {
  const listing = await iproute('ip netns list')
  const left = listing.split('\n').flatMap((line) => {
    const [, name = '', maker] = LEFTOVER.exec(line) ?? []
    return maker === undefined || isRunning(Number(maker)) ? [] : [name]
  })
  if (left.length > 0) await iproute('sh -c', REMOVE, 'sh', ...left)
}

const LEFTOVER = new RegExp(String.raw`^(${PREFIX}-(\d+)-\S+)`)

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}
