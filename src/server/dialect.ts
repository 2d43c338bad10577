import type { Mode } from './mode.ts'

/** One connection's conversation in one dialect. Bytes are only there while `receive` runs. */
export interface Conversation {
  receive(length: number, buffer: Buffer): void
  /** The peer sends nothing more. */
  inputEnd(): void
  /** What was written has gone out. */
  drained(): void
  /** Ends it: at once between commands, else when the running transfer is complete. */
  close(): void
  /** The connection is gone. */
  over(): void
}

/** Who serves, as the native dialect tells it. */
export interface Identity {
  readonly mode: Mode
  /** Thread or process id. */
  readonly worker: number
  /** {@link sessionSecret} */
  readonly secret: string
}
