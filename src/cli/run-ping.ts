import { formatHostPort } from '../address.ts'
import { openConnection } from '../client/connection.ts'
import type { Connection } from '../client/connection.ts'
import type { DialectChoice } from '../client/open-session.ts'
import { WyndrvrError } from '../errors.ts'
import { performance } from '../host/clock.ts'
import { after, clearTimeout, setTimeout } from '../host/timers.ts'
import { limitText, timeText } from '../text/time.ts'
import { exitCodeOf, failureOf } from './exit.ts'
import { milliseconds } from '../units.ts'
import type { Duration } from '../units.ts'
import type { NamedServer } from '../client/wire/http-target.ts'
import { complain, say } from './say.ts'
import { httpOf } from './http-flags.ts'
import type { HttpFlags } from './http-flags.ts'
import { tlsOf } from './tls-flags.ts'
import type { TlsFlags } from './tls-flags.ts'

/** The flags of a ping command line. */
export interface PingFlags extends TlsFlags, HttpFlags {
  readonly tries: number
  readonly interval: Duration
  readonly timeout: Duration
  readonly dialect: DialectChoice
}

/** Runs a ping command line: tries to reach the server, prints how it went, and sets the exit code. */
export async function runPing(server: NamedServer, flags: PingFlags): Promise<void> {
  const { tries } = flags
  const interval = milliseconds(flags.interval)
  for (let tried = 1; ; tried += 1) {
    const since = performance.now()
    try {
      await using connection = await answering(server, flags)
      say([answerLine(connection, performance.now() - since, tried, tries)])
      return
    } catch (error) {
      const { code, message } = failureOf(error)
      if (tried === tries || code === 'ERR_WYNDRVR_VALUE') {
        complain(tried === 1 ? message : `${message} Tried ${tried} times.`)
        process.exitCode = exitCodeOf(code)
        return
      }
    }
    await after(interval)
  }
}

/** Opens a connection, and gives up when the try takes too long: connecting and each answer have the whole timeout. */
async function answering(server: NamedServer, flags: PingFlags): Promise<Connection> {
  const { dialect } = flags
  const timeout = milliseconds(flags.timeout)
  const stop = new AbortController()
  const how = { ...tlsOf(flags), ...httpOf(flags), timeout, dialect, signal: stop.signal }
  const opening = openConnection({ ...server, ...how })
  // Set after the timers of the connection: if it cannot even be opened, its own error says more.
  const timer = setTimeout(() => stop.abort(), timeout)
  try {
    return await opening
  } catch (error) {
    if (!stop.signal.aborted) throw error
    const sentence = `${formatHostPort(server)} did not answer within ${limitText(timeout)}. Is it a wyndrvr server, or is it busy with another client?`
    throw new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

function answerLine({ name, target }: Connection, time: number, tried: number, tries: number): string {
  const mode = target.mode === null ? '' : `, ${target.mode} mode`
  const which = tries === 1 ? '' : `, on try ${tried} of ${tries}`
  return `${name} answered in ${timeText(time)} (${target.dialect} dialect${mode})${which}.`
}
