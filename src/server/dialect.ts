import type { Access } from './access.ts'
import type { SessionLine } from './iperf3/session-line.ts'
import type { Mode } from './mode.ts'
import type { SeatLine } from './seat-line.ts'
import type { SecureDoor } from './tls/secure-door.ts'
import type { UdpDoors } from './udp-doors.ts'

/** One connection's conversation in one dialect. The bytes given to `receive` are valid only during the call. */
export interface Conversation {
  receive(length: number, buffer: Buffer): void
  /** The peer sends nothing more. */
  inputEnd(): void
  /** Everything that was written has gone out. */
  drained(): void
  /** Ends it: at once between commands, else when the running transfer is complete. */
  close(): void
  /** The connection is gone. */
  over(): void
  /** Whether it runs a test. Default: true. */
  readonly busy?: boolean
}

/** Who learns what a connection does in its session. */
export interface SessionListener {
  /** Called with the id of a session when the connection has begun it, as its control connection. */
  readonly begun: (session: string) => void
  /** Called when the client has said what the connection is for, and may use it. */
  readonly greeted: () => void
  /** Called for each request, except one to end the conversation. */
  readonly asked: () => void
  /** Called with the id of the session that the connection belongs to. The seed dialect has none. */
  readonly joined: (session: string) => void
  /** Called when a test begins on the connection. */
  readonly testBegins: (test: string) => void
  /** Called when the test has ended, unless the connection ends it. */
  readonly testEnds: () => void
}

/** The worker that serves. */
export interface Identity {
  readonly mode: Mode
  /** Thread or process id. */
  readonly worker: number
  /** {@link sessionSecret} */
  readonly secret: string
  /** Who may measure. */
  readonly access: Access
  /** How it offers TLS; `null` without. */
  readonly tls: SecureDoor | null
  /** Its line to the server's seats. */
  readonly seats: SeatLine
  /** Its line to the server's UDP port. */
  readonly doors: UdpDoors
  /** Its line to the server's sessions of the iperf3 dialect. */
  readonly sessions: SessionLine
}
