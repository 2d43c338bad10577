/** What a worker asks about the seats of its server: a session has one, and so has each of its streams. */
export type SeatAsk = { readonly type: 'seat'; readonly seat: number } & (
  | {
      readonly ask: 'take'
      /** Names the session, for its streams. */
      readonly session: string
      /** `session`: begins it; `stream`: joins it; `either`: joins it if it has begun. */
      readonly as: 'session' | 'stream' | 'either'
    }
  | { readonly ask: 'leave' }
)

/** What the connection of a seat hears. */
export type SeatWord =
  | { readonly hear: 'go' }
  /** It waits, and this many sessions, itself included, until its turn. */
  | { readonly hear: 'wait'; readonly place: number; readonly of: number }
  | { readonly hear: 'refused'; readonly why: SeatRefusal }
  /** Its session has ended, or its time is over and others wait. */
  | { readonly hear: 'over' }

/** Why there is no seat. */
export type SeatRefusal = 'busy' | 'streams' | 'session'

/** A word to one seat of a worker. */
export type SeatReply = { readonly type: 'seat'; readonly seat: number } & SeatWord
