/** What one connection may cost the server, and how long it may take its time. Times in milliseconds. */
export interface Limits {
  /** A connection on which nothing moved in either direction for so long is dropped. */
  readonly idle: number
  /** A number may go on in the next segment; after so long a silence, more than TCP waits to send again, it is complete. */
  readonly numberQuiet: number
  /** The beginning of a command that is not completed in so long is answered as an unknown one. */
  readonly commandQuiet: number
  /** READY has so long to be read by itself before what follows it is sent. */
  readonly readyMoment: number
  /** Bad commands in a row after which the connection is closed. */
  readonly badCommands: number
}

/** The limits of a server that was asked for none. */
export const DEFAULT_LIMITS: Limits = {
  idle: 60_000,
  numberQuiet: 250,
  commandQuiet: 2000,
  readyMoment: 50,
  badCommands: 100,
}

/** Transfers that run when the server closes may go on for so long (ms) before they are cut. */
export const CLOSE_GRACE = 1500

/** A worker that has not ended after so long (ms) is ended by force. */
export const CLOSE_LIMIT: number = CLOSE_GRACE + 300

/** Connections that may wait, for a sequential server's turn or for a worker process; more are turned away. */
export const MAX_WAITING = 4096

/** Connections that the kernel holds until they are accepted. */
export const BACKLOG = 1024
