import { constants } from 'node:os'

/** The signals that end a command: Ctrl-C, `kill`, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What signals do to a running command. */
export interface Interrupt extends Disposable {
  /** Aborted by the first signal. A second one changes nothing, so that the output still ends well; a third one kills. */
  readonly signal: AbortSignal
  /** The exit code of the first signal, 128 plus its number; `null` without one. */
  readonly code: number | null
}

/** Catches signals until it is disposed. */
export function catchInterrupts(): Interrupt {
  const stop = new AbortController()
  let code: number | null = null
  let count = 0
  const release = (): void => {
    for (const name of SIGNALS) process.removeListener(name, onSignal)
  }
  const onSignal = (name: NodeJS.Signals): void => {
    code ??= 128 + constants.signals[name]
    count += 1
    stop.abort()
    if (count > 1) release()
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  return {
    signal: stop.signal,
    get code() {
      return code
    },
    [Symbol.dispose]: release,
  }
}
