import { constants } from 'node:os'

import { setImmediate } from '../host/timers.ts'
import { SIGNALS, takeSignals } from './held-signals.ts'

/** What signals do to a running command. */
export interface Interrupt extends Disposable {
  /** Aborted by the first signal. A second one changes nothing, so that the output still ends well; a third one kills. */
  readonly signal: AbortSignal
  /** The exit code of the first signal, 128 plus its number; `null` without one. */
  readonly code: number | null
}

/** Catches signals until it is disposed, and those that came while the modules loaded. */
export async function catchInterrupts(): Promise<Interrupt> {
  await delivered()
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
  for (const name of takeSignals()) onSignal(name)
  return {
    signal: stop.signal,
    get code() {
      return code
    },
    [Symbol.dispose]: release,
  }
}

/** Lets signals end the process, as one does that came while the modules loaded. */
export async function letSignals(): Promise<void> {
  await delivered()
  for (const name of takeSignals()) process.kill(process.pid, name)
}

/** Resolves when the signals that have come so far are delivered, which only the event loop does. */
export async function delivered(): Promise<void> {
  // The first turn may have looked for signals already.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
