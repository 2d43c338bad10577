import type { ConnectFailure } from './connect.ts'

/** How a sentence describes connections that failed in each way. */
const WORDS: Readonly<Record<ConnectFailure, string>> = {
  refused: 'refused',
  timeout: 'timed out',
  reset: 'reset',
  closed: 'closed before the answer',
  protocol: 'answered unexpectedly',
  unreachable: 'without a route to the host',
  noPorts: 'without a free local port',
  noDescriptors: 'without a file descriptor',
  other: 'failed for other reasons',
}

/** Failures by cause, all 0. */
export function noFailures(): Record<ConnectFailure, number> {
  return {
    refused: 0,
    timeout: 0,
    reset: 0,
    closed: 0,
    protocol: 0,
    unreachable: 0,
    noPorts: 0,
    noDescriptors: 0,
    other: 0,
  }
}

/** The failures that occurred, in words: `12 refused, 1 reset`. */
export function failuresInWords(errors: Readonly<Record<ConnectFailure, number>>): string {
  return Object.entries(WORDS)
    .map(([kind, words]) => [Reflect.get(errors, kind), words])
    .filter(([count]) => count !== 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(', ')
}
