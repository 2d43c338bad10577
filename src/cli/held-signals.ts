/** The signals that end a command: Ctrl-C, `kill`, and a terminal that is closed. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const held: NodeJS.Signals[] = []

/** Holds signals back while the modules load: the command that takes them still prints something that parses. */
export function holdSignals(): void {
  for (const name of SIGNALS) process.on(name, hold)
}

/** Stops holding signals back, and returns those that came. */
export function takeSignals(): readonly NodeJS.Signals[] {
  for (const name of SIGNALS) process.removeListener(name, hold)
  return held.splice(0)
}

function hold(name: NodeJS.Signals): void {
  held.push(name)
}
