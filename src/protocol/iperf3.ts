/**
 * The iperf3 dialect: what iperf3 since 3.1 says on its control connection. Every TCP connection of a session starts with
 * the same cookie. The first one is the control connection, on which both ends send states (one byte each), and JSON
 * behind its length. Unknown keys are ignored, and so are keys of a wrong type, as iperf3 does it.
 */
import * as v from 'valibot'

import { WyndrvrError } from '../errors.ts'
import { amount, count } from '../results/parts.ts'
import { readJson } from './native.ts'

/** Bytes of a cookie: 36 letters, and a zero. */
export const COOKIE_SIZE = 37

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/** The states, each a byte. */
export const IPERF3_STATE = {
  testStart: 1,
  testRunning: 2,
  testEnd: 4,
  exchangeParameters: 9,
  createStreams: 10,
  serverTerminates: 11,
  clientTerminates: 12,
  exchangeResults: 13,
  displayResults: 14,
  done: 16,
  /** The server is busy. The connection ends. */
  accessDenied: 0xff,
  /** Two 32-bit numbers follow: {@link IPERF3_ERROR}, and the errno. The connection ends. */
  serverError: 0xfe,
} as const

/** Numbers of iperf3's errors that a server sends. */
export const IPERF3_ERROR = {
  duration: 5,
  streams: 6,
  blockSize: 7,
  window: 8,
  segmentSize: 10,
  omit: 12,
  burst: 15,
  noSctp: 18,
  datagramSize: 20,
  typeOfService: 21,
  bothReverseAndBidirectional: 25,
  totalRate: 27,
  unknownMessage: 110,
  receiveParameters: 114,
  unauthorized: 142,
  receiveResults: 117,
  setTypeOfService: 125,
  setCongestion: 134,
  noMessage: 144,
  timeExpired: 160,
  createStream: 200,
  streamRead: 206,
} as const

/** Bytes of the error that follows {@link IPERF3_STATE.serverError}. */
export const IPERF3_ERROR_SIZE = 8

/** Maximum bytes of the JSON of parameters (the limit of iperf3 since 3.18), and of results. */
export const IPERF3_MAX_JSON = { parameters: 8192, results: 256 * 1024 } as const

/** Most streams of a test in one direction. */
export const IPERF3_MOST_STREAMS = 128

/** Longest test and longest warm-up, seconds. */
export const IPERF3_LONGEST = { time: 86_400, omit: 600 } as const

/** Most bytes of one write to a TCP stream; least and most bytes of a datagram. */
export const IPERF3_BLOCKS = { most: 1024 * 1024, leastDatagram: 16, mostDatagram: 65_507 } as const

/** Bytes of one write to a TCP stream unless the parameters say otherwise. */
export const IPERF3_BLOCK: number = 128 * 1024

/** A key that counts as missing if its type is wrong. */
const lenient = <Value>(
  schema: v.GenericSchema<unknown, Value>,
): v.GenericSchema<unknown, Value | undefined> => v.fallback(v.optional(schema), undefined)

const number = lenient(v.pipe(v.number(), v.finite()))
/** Like iperf3, which drops what is behind the decimal point. */
const whole = lenient(v.pipe(v.number(), v.finite(), v.transform(Math.trunc)))
const flag = lenient(v.literal(true))
const text = lenient(v.pipe(v.string(), v.maxLength(256)))

const parametersSchema = v.object({
  tcp: flag,
  udp: flag,
  sctp: flag,
  /** Warm-up and time, seconds. A time of 0: until the client ends it. */
  omit: number,
  time: number,
  /** Bytes, and blocks, at which the client ends the test. 0: none. */
  num: number,
  blockcount: number,
  parallel: whole,
  /** Bytes of a block or datagram. */
  len: whole,
  /** Rate of a stream, bit/s. 0: as fast as possible. */
  bandwidth: number,
  /** Pacing rate of the kernel, bit/s. 0: none. */
  fqrate: number,
  burst: number,
  reverse: flag,
  bidirectional: flag,
  nodelay: flag,
  MSS: number,
  window: number,
  TOS: number,
  congestion: text,
  get_server_output: number,
  /** Not 0: sequence numbers of datagrams have 64 bits. */
  udp_counters_64bit: number,
  client_version: text,
})
/** What a client asks for. */
export type Iperf3Parameters = v.InferOutput<typeof parametersSchema>

/** Reads the parameters of a client. */
export function readIperf3Parameters(json: string): Iperf3Parameters {
  return readJson(parametersSchema, json, "client's parameters")
}

/** A number whose -1 (unknown) some releases print as 2^64 - 1. */
const orUnknown = v.pipe(
  v.number(),
  v.finite(),
  v.transform((value) => (value < 0 || value >= 2 ** 63 ? -1 : value)),
)

const streamResultsSchema = v.object({
  id: v.pipe(count, v.minValue(1), v.maxValue(2 * IPERF3_MOST_STREAMS + 1)),
  /** Bytes sent or received, without the warm-up. */
  bytes: v.pipe(amount, v.maxValue(2 ** 63)),
  /** Retransmitted segments; -1: unknown. */
  retransmits: orUnknown,
  /** Seconds. */
  jitter: orUnknown,
  /** Datagrams lost, and the highest sequence number. */
  errors: v.pipe(v.number(), v.finite()),
  packets: orUnknown,
  omitted_errors: lenient(orUnknown),
  omitted_packets: lenient(orUnknown),
  /** Seconds. */
  start_time: lenient(amount),
  end_time: lenient(amount),
})
/** What one end counted of a stream. */
export type Iperf3StreamResults = v.InferOutput<typeof streamResultsSchema>

const resultsSchema = v.object({
  /** Percent of a CPU. */
  cpu_util_total: v.number(),
  cpu_util_user: v.number(),
  cpu_util_system: v.number(),
  /** 1: the sender knows its retransmits; 0: it does not; -1: this end received. */
  sender_has_retransmits: orUnknown,
  congestion_used: text,
  server_output_text: lenient(v.string()),
  streams: v.pipe(v.array(streamResultsSchema), v.maxLength(2 * IPERF3_MOST_STREAMS)),
})
/** What one end counted. */
export type Iperf3Results = v.InferOutput<typeof resultsSchema>

/**
 * Reads the results of the other end.
 * @param what whose they are, for errors
 * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL`
 */
export function readIperf3Results(json: string, what: string): Iperf3Results {
  return readJson(resultsSchema, json, what)
}

/** The id of a stream, by the order in which the streams of a test are opened, from 0 up: 1, 3, 4, 5, … */
export function iperf3StreamId(index: number): number {
  return index === 0 ? 1 : index + 2
}

/** A cookie of 36 random bytes. */
export function makeCookie(random: Uint8Array): string {
  return Array.from(random.subarray(0, COOKIE_SIZE - 1), (byte) => LETTERS[byte % LETTERS.length]).join('')
}

/** A cookie as its connection starts with it. */
export function cookieBytes(cookie: string): Buffer {
  return Buffer.from(`${cookie}\0`, 'latin1')
}

/** Whether a connection starts with a cookie. `part`: it may still become one. */
export function isCookie(start: Buffer): 'yes' | 'no' | 'part' {
  const letters = start.toString('latin1', 0, COOKIE_SIZE - 1)
  if (letters === '' || !/^[a-z2-7]+$/.test(letters)) return 'no'
  if (start.length < COOKIE_SIZE) return 'part'
  return start[COOKIE_SIZE - 1] === 0 ? 'yes' : 'no'
}

/** The cookie with which a connection starts; `null` if it does not start with one. */
export function readCookie(start: Buffer): string | null {
  return isCookie(start) === 'yes' ? start.toString('latin1', 0, COOKIE_SIZE - 1) : null
}

/** JSON behind its length. */
export function jsonFrame(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json])
}

/** The error of a server, with its state. */
export function serverErrorBytes(error: number): Buffer {
  const bytes = Buffer.alloc(1 + IPERF3_ERROR_SIZE)
  bytes[0] = IPERF3_STATE.serverError
  bytes.writeInt32BE(error, 1)
  return bytes
}

/** Reads JSON behind its length from the pieces in which it arrives. */
export class JsonFrameReader {
  readonly #most: number
  readonly #what: string
  #head = ''
  #missing: number | null = null
  readonly #parts: Buffer[] = []

  /**
   * @param most most bytes of the JSON
   * @param what its name for errors
   */
  constructor(most: number, what: string) {
    this.#most = most
    this.#what = what
  }

  /**
   * Takes bytes up to the end of the JSON, and returns how many it took.
   * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL` if it is too long
   */
  take(length: number, buffer: Buffer): number {
    let at = 0
    while (this.#missing === null && at < length) {
      this.#head += buffer.toString('latin1', at, at + 1)
      at += 1
      if (this.#head.length === 4)
        this.#missing = this.#checked(Buffer.from(this.#head, 'latin1').readUInt32BE())
    }
    const part = Math.min(this.#missing ?? 0, length - at)
    if (this.#missing === null || part === 0) return at
    this.#parts.push(Buffer.from(buffer.subarray(at, at + part)))
    this.#missing -= part
    return at + part
  }

  /** The JSON; `null` until it is complete. */
  get json(): string | null {
    return this.#missing === 0 ? Buffer.concat(this.#parts).toString('utf8') : null
  }

  #checked(size: number): number {
    if (size > 0 && size <= this.#most) return size
    const message = `The ${this.#what} have ${size} bytes, and must have 1 to ${this.#most}.`
    throw new WyndrvrError('ERR_WYNDRVR_PROTOCOL', message)
  }
}
