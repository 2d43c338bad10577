import { usageError } from '../../check.ts'
import { commandWords } from '../../host/command-words.ts'
import { entryPath } from '../../host/entry-path.ts'
import { milliseconds } from '../../units.ts'
import type { ServerOptions } from '../start-server.ts'

/** A command that names the server's program itself: `npx wyndrvr server`, `docker run image/wyndrvr:1 server`. */
const NAMED = /(?:^|[\s/\\])(?:wyndrvr(?:\.\w+|[@:]\S+)?\s+server|wyndrvr-server(?:\.\w+)?)(?:\s|$)/

/** The flag with which a server reads its token from standard input, where only its starter and it see it. */
export const TOKEN_FROM_INPUT = '--token-file=-'

/** The program that runs the command `server`: in a folder of its own in the sources, beside this file in a bundle. */
const OWN_PROGRAM = entryPath(
  import.meta.url,
  import.meta.url.endsWith('.ts') ? '../../cli/server-entry' : 'server-entry',
)

/**
 * The words of a command that starts a server, with its options. One that names the program keeps the flags that it has, and
 * the program's defaults; our own program listens on a free port.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if it names no program, or if only a shell could run it
 */
export function farServerWords(from: string | readonly string[], options: ServerOptions): readonly string[] {
  const words = typeof from === 'string' ? commandWords(from) : from
  if (words[0] === undefined || words[0] === '') throw usageError('from must name a command, got nothing.')
  const start = ['--announce=json', '--exit-with-stdin']
  // A command line is visible to all users of a machine, and the command may pass it on to another one.
  const token = options.token === undefined ? [] : [TOKEN_FROM_INPUT]
  const line = words.join(' ')
  if (NAMED.test(line)) {
    const lacks = (flag: string): boolean =>
      !new RegExp(`\\s${flag.replace(/=.*/s, '')}(?![\\w-])`).test(line)
    const ours = givesToken(words) ? [] : token
    return [...words, ...start, ...ours, ...flagsOf(options).filter(lacks)]
  }
  const flags = [...start, ...token, ...flagsOf({ port: 0, ...options })]
  return [...words, process.execPath, OWN_PROGRAM, 'server', ...flags]
}

/** Whether a command that starts a server says where that has its token. */
export function givesToken(words: readonly string[]): boolean {
  const line = words.join(' ')
  return NAMED.test(line) && / --token[\s=-]/.test(line)
}

function flagsOf({
  host,
  port,
  mode,
  workers,
  idleTimeout,
  oneOff,
  exitAfterIdle,
  allowSeed,
  allow = [],
  deny = [],
  tls,
  tlsOnly,
  ...caps
}: Omit<ServerOptions, 'token'>): readonly string[] {
  if (typeof tls === 'object')
    throw usageError(
      'startServer takes no certificate together with from. Name the files in the command, as wyndrvr server --tls-cert … --tls-key … does.',
    )
  const time = (value: ServerOptions['idleTimeout']): string | undefined =>
    value === undefined ? undefined : `${milliseconds(value)}ms`
  const flags = {
    host,
    port,
    mode,
    workers,
    'idle-timeout': time(idleTimeout),
    'exit-after-idle': time(exitAfterIdle),
    'handshake-timeout': time(caps.handshakeTimeout),
    'max-sessions': caps.maxSessions,
    'max-waiting': caps.maxWaiting,
    'max-streams': caps.maxStreams,
    'max-connections': caps.maxConnections,
    'max-connections-per-address': caps.maxConnectionsPerAddress,
    'max-duration': time(caps.maxDuration),
    'max-bytes': caps.maxBytes,
    'max-rate': caps.maxRate,
    'max-datagram': caps.maxDatagram,
  }
  const given = Object.entries(flags).filter(([, value]) => value !== undefined)
  return [
    ...given.map(([name, value]) => `--${name}=${value}`),
    ...allow.map((network) => `--allow=${network}`),
    ...deny.map((network) => `--deny=${network}`),
    ...(allowSeed === true ? ['--allow-seed'] : []),
    ...(tls === true ? ['--tls'] : []),
    ...(tlsOnly === true ? ['--tls-only'] : []),
    ...(oneOff === true ? ['--one-off'] : []),
  ]
}
