import { spawnSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import type { IpcNetConnectOpts, TcpNetConnectOpts } from 'node:net'

import { printableLine } from '../printable.ts'
import { processIds, namesIfAny, textIfAny } from './optional-files.ts'

/**
 * The id of the process that listens at a place; `null` if the system does not tell. A stopped process does not answer, so
 * it cannot be asked.
 */
export function listenerAt(place: IpcNetConnectOpts | TcpNetConnectOpts): number | null {
  if (process.platform === 'linux') return ownerOf(inodeAt(place))
  if ('path' in place) return null
  return listenerIn(printedBy('lsof', ['-nP', '-t', `-iTCP:${place.port}`, '-sTCP:LISTEN']))
}

/**
 * The id of the process that listens at a place. What it says itself may be a lie, and advice may be to end that process: it
 * counts only for processes that this one may not look into.
 * @param said the id that it says; `null` if it says nothing
 */
export function holderAt(place: IpcNetConnectOpts | TcpNetConnectOpts, said: number | null): number | null {
  // Windows does not tell whose a named pipe is.
  if (said !== null && process.platform === 'win32') return said
  // Looking at one process is cheap. Looking at all of them would disturb the measurement that this one waits for.
  if (said !== null && process.platform === 'linux' && filesOf(said).includes(`socket:[${inodeAt(place)}]`))
    return said
  const found = listenerAt(place)
  if (found !== null || said === null) return found
  return isVisible(said) ? null : said
}

/** Whether this process may look into another one, and so would have found it; also if there is no such process. */
function isVisible(pid: number): boolean {
  const own = process.getuid?.()
  const uid = userOf(pid)
  return own === 0 || uid === null || uid === own
}

/** The ids of the processes that listen on a TCP port, among those that this one may look into. Linux only. */
export function listenersAt(port: number): readonly number[] {
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listening(table, port))
  const sockets = new Set(rows.map((words) => `socket:[${words[9]}]`))
  return processIds().filter((pid) => filesOf(pid).some((file) => sockets.has(file)))
}

/**
 * To whom a listener belongs, if that is not the user of this process: `the user alice`, or `another user` if a process has
 * it that this one may not look into. `null` if it is the same user, or if the system does not tell.
 * @param pid the listener's process, if it is known
 */
export function otherUser(place: IpcNetConnectOpts | TcpNetConnectOpts, pid: number | null): string | null {
  const own = process.getuid?.()
  if (own === undefined) return null
  const uid = pid === null ? null : userOf(pid)
  if (uid === null) return own !== 0 && isHeld(place) ? 'another user' : null
  if (uid === own) return null
  const name = printableLine(printedBy('id', ['-un', String(uid)]).trim())
  return `the user ${name === '' ? uid : name}`
}

function isHeld(place: IpcNetConnectOpts | TcpNetConnectOpts): boolean {
  return process.platform === 'linux' && 'path' in place && unixInode(place.path) !== null
}

function userOf(pid: number): number | null {
  if (process.platform !== 'linux') return userIn(printedBy('ps', ['-o', 'uid=', '-p', String(pid)]))
  return userIn(/^Uid:\s+(\d+)/m.exec(textIfAny(`/proc/${pid}/status`) ?? '')?.[1])
}

function userIn(printed = ''): number | null {
  return /^\s*\d+\s*$/.test(printed) ? Number(printed) : null
}

/** The first process id of those that `lsof -t` printed, one a line. */
export function listenerIn(printed: string): number | null {
  return Number(/^\d+$/m.exec(printed)?.[0]) || null
}

/** Whether a process is stopped, as by Ctrl-Z or a debugger; `null` if the system does not tell. */
export function isStopped(pid: number): boolean | null {
  if (process.platform !== 'linux') return stoppedIn(printedBy('ps', ['-o', 'stat=', '-p', String(pid)]))
  // The name of the program, in parentheses, may contain anything.
  return stoppedIn(/.*\) (\S)/s.exec(textIfAny(`/proc/${pid}/stat`) ?? '')?.[1] ?? '')
}

/** Whether a state is that of a stopped process, as in /proc or as `ps -o stat=` prints it, with flags after it. */
export function stoppedIn(state: string): boolean | null {
  const [letter] = state.trim()
  return letter === undefined ? null : letter.toUpperCase() === 'T'
}

/** What a program of the system prints; nothing if it cannot be started. */
function printedBy(program: string, words: readonly string[]): string {
  const { stdout }: { readonly stdout: string | null } = spawnSync(program, words, { encoding: 'utf8' })
  return stdout ?? ''
}

function inodeAt(place: IpcNetConnectOpts | TcpNetConnectOpts): string | null {
  return 'path' in place ? unixInode(place.path) : tcpInode(place.port)
}

/** The inode of a listening socket in the abstract namespace: proc_net(5). */
function unixInode(path: string): string | null {
  const name = path.replaceAll('\0', '@')
  // Num RefCount Protocol Flags Type St Inode Path; the flag says that it listens.
  return rowsOf('/proc/net/unix').find((words) => words[3] === '00010000' && words[7] === name)?.[6] ?? null
}

/** The inode of a listening TCP socket. */
function tcpInode(port: number): string | null {
  return listening('/proc/net/tcp', port)[0]?.[9] ?? null
}

/** The rows of sockets that listen on a port. State 0A is LISTEN. */
function listening(table: string, port: number): readonly (readonly string[])[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return rowsOf(table).filter((words) => words[1]?.endsWith(end) === true && words[3] === '0A')
}

function rowsOf(table: string): readonly (readonly string[])[] {
  return (textIfAny(table) ?? '').split('\n').map((line) => line.trim().split(/\s+/))
}

/** The process that has a socket open, among those that this one may look into. */
function ownerOf(inode: string | null): number | null {
  if (inode === null) return null
  return processIds().find((pid) => filesOf(pid).includes(`socket:[${inode}]`)) ?? null
}

function filesOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`
  return namesIfAny(folder).map((file) => {
    try {
      return readlinkSync(`${folder}/${file}`)
    } catch {
      // It was closed meanwhile, as the one that lists them.
      return ''
    }
  })
}
