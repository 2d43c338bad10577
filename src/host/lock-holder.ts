import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { IpcNetConnectOpts, TcpNetConnectOpts } from 'node:net'

/**
 * The id of the process that listens at a place; `null` if the system does not tell. A stopped process does not answer, so
 * it cannot be asked.
 */
export function listenerAt(place: IpcNetConnectOpts | TcpNetConnectOpts): number | null {
  try {
    if (process.platform === 'linux')
      return ownerOf('path' in place ? unixInode(place.path) : tcpInode(place.port))
    if ('path' in place) return null
    const words = ['-nP', '-t', `-iTCP:${place.port}`, '-sTCP:LISTEN']
    const pid = Number.parseInt(spawnSync('lsof', words, { encoding: 'utf8' }).stdout, 10)
    return Number.isInteger(pid) ? pid : null
  } catch {
    return null
  }
}

/** Whether a process is stopped, as by Ctrl-Z or a debugger; `null` if the system does not tell. */
export function isStopped(pid: number): boolean | null {
  try {
    const state =
      process.platform === 'linux'
        ? // The name of the program, in parentheses, may contain anything.
          (/.*\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '')
        : spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
    return state === '' ? null : /^t/i.test(state)
  } catch {
    return null
  }
}

/** The inode of a listening socket in the abstract namespace: proc_net(5). */
function unixInode(path: string): string | null {
  const name = path.replaceAll('\0', '@')
  // Num RefCount Protocol Flags Type St Inode Path; the flag says that it listens.
  const line = readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .map((text) => text.trim().split(/\s+/))
    .find((words) => words[3] === '00010000' && words[7] === name)
  return line?.[6] ?? null
}

/** The inode of a listening TCP socket. State 0A is LISTEN. */
function tcpInode(port: number): string | null {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((text) => text.trim().split(/\s+/))
    .find((words) => words[1]?.endsWith(end) === true && words[3] === '0A')
  return line?.[9] ?? null
}

/** The process that has a socket open, among those that this one may look into. */
function ownerOf(inode: string | null): number | null {
  if (inode === null) return null
  const found = readdirSync('/proc').find(
    (pid) => /^\d+$/.test(pid) && filesOf(pid).includes(`socket:[${inode}]`),
  )
  return found === undefined ? null : Number(found)
}

function filesOf(pid: string): readonly string[] {
  const folder = `/proc/${pid}/fd`
  return orNone(() => readdirSync(folder)).flatMap((file) =>
    // A file may be closed meanwhile, such as the one that lists them.
    orNone(() => [readlinkSync(`${folder}/${file}`)]),
  )
}

function orNone(read: () => readonly string[]): readonly string[] {
  try {
    return read()
  } catch {
    return []
  }
}
