/** What one stream of a session counted. */
export interface StreamCount {
  readonly bytes: number
  readonly seconds: number
  /** Of a sender: retransmitted segments, and its congestion control; `null` if unknown. */
  readonly retransmits: number | null
  readonly congestion: string | null
  /** Of datagrams: jitter in seconds, lost ones, the highest sequence number, and those before the warm-up ended. */
  readonly jitter: number
  readonly lost: number
  readonly packets: number
  readonly packetsBefore: number
  /** The process that counted, and its CPU time in seconds. */
  readonly cpu: { readonly pid: number; readonly user: number; readonly system: number }
}

/** What a stream does. Times in seconds. */
export interface StreamPlan {
  /** Whether the server sends. */
  readonly sends: boolean
  /** Bytes of a write or datagram. */
  readonly block: number
  /** bit/s; `null`: as fast as possible. */
  readonly rate: number | null
  readonly warmup: number
}

/** What the control connection of a session says to one of its streams. */
export type StreamOrder =
  /** A stream that receives may turn out to be one that sends. */
  | { readonly order: 'serve'; readonly plan: StreamPlan }
  /** The test has begun at this time (ns), which all processes of a machine measure from the same zero point. */
  | { readonly order: 'begin'; readonly at: number }
  /** The client has ended the test. */
  | { readonly order: 'stop' }
  /** To report its count when it has received this many bytes or nothing more comes; `null`: unknown. */
  | { readonly order: 'settle'; readonly sent: number | null }
  | { readonly order: 'leave' }

/** What a stream says to its control connection. */
export type StreamNews =
  | { readonly news: 'joined' }
  /** Its first byte has arrived. */
  | { readonly news: 'heard' }
  /** The client has ended the test, and this many bytes have arrived so far. */
  | { readonly news: 'arrived'; readonly bytes: number }
  | { readonly news: 'counted'; readonly count: StreamCount }
  | { readonly news: 'left' }

/** What a connection asks of the sessions of its server. Connections have numbers that are unique in their worker. */
export type SessionAsk = { readonly type: 'session'; readonly connection: number } & (
  | { readonly ask: 'join'; readonly cookie: string }
  /** Of a control connection, about the stream with this number. */
  | { readonly ask: 'order'; readonly stream: number; readonly order: StreamOrder }
  /** Of a stream. */
  | { readonly ask: 'tell'; readonly news: StreamNews }
  | { readonly ask: 'leave' }
)

/** What a connection hears from its session. */
export type SessionReply = { readonly type: 'session'; readonly connection: number } & SessionWord

/** The content of a {@link SessionReply}. */
export type SessionWord =
  /** The first connection with its cookie is the control connection. */
  | { readonly hear: 'role'; readonly role: 'control' | 'stream' }
  | { readonly hear: 'order'; readonly order: StreamOrder }
  | { readonly hear: 'news'; readonly stream: number; readonly news: StreamNews }
