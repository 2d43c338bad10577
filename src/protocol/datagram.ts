/**
 * The datagrams of a UDP flow. Each starts with its kind and three bytes that identify its flow:
 *
 * | bytes | hello | challenge | payload | probe | answer |
 * |---|---|---|---|---|---|
 * | 0 | 1 | 2 | 3 | 4 | 5 |
 * | 1-3 | first three bytes of the token, in all kinds |
 * | 4- | token, 16 | nonce, 16 | sequence, 4; send stamp, 8 | sequence, 4 | sequence, 4; receive stamp, 5; turnaround, 5 |
 *
 * All numbers are big-endian. docs/reference/protocol.md specifies every byte.
 */
/** The kinds of datagrams, by their first byte. */
export const DATAGRAM_KIND = { hello: 1, challenge: 2, payload: 3, probe: 4, answer: 5 } as const

/** Bytes of a token and of a nonce: 128 random bits. */
export const SECRET_SIZE = 16

/** Bytes of a hello and of a challenge, so that an answer is never longer than its question. */
export const HELLO_SIZE: number = 4 + SECRET_SIZE

/** Minimum bytes of a payload datagram. */
export const DATAGRAM_HEADER = 16

/** Minimum bytes of a probe. */
export const UDP_PROBE_HEADER = 18

/** Maximum bytes of a UDP datagram over IPv4. */
export const LARGEST_DATAGRAM = 65_507

/** Number of sequence numbers. */
export const SEQUENCES: number = 2 ** 32

const STAMP_RANGE = 2 ** 40

/** How the payload datagrams of a flow are numbered and stamped. */
export interface DatagramFormat {
  /** Writes what all datagrams of the flow have in common. */
  readonly prepare: (buffer: Buffer) => void
  /** Writes the sequence number (from 0 up) and the send stamp (ns). */
  readonly write: (buffer: Buffer, sequence: number, stamp: number) => void
  /** Whether a datagram of the right size is one of the flow. */
  readonly matches: (bytes: Buffer) => boolean
  /** Reads the sequence number, from 0 up. */
  readonly sequence: (bytes: Buffer) => number
  /** Reads the send stamp, ns on its sender's clock. */
  readonly stamp: (bytes: Buffer) => number
}

/** The payload datagrams of the flow with this token. */
export function nativeFormat(token: Buffer): DatagramFormat {
  const mark = markOf('payload', token)
  return {
    prepare: (buffer) => void buffer.writeUInt32BE(mark, 0),
    write: writePayloadHeader,
    matches: (bytes) => readMark(bytes) === mark,
    sequence: readSequenceNumber,
    stamp: readSendStamp,
  }
}

/** The first four bytes of a flow's datagrams of one kind, as a number. */
export function markOf(kind: keyof typeof DATAGRAM_KIND, token: Buffer): number {
  return DATAGRAM_KIND[kind] * 2 ** 24 + token.readUIntBE(0, 3)
}

/** The first four bytes of a datagram as a number; -1 if it is shorter. */
export function readMark(bytes: Buffer): number {
  return bytes.length < 4 ? -1 : bytes.readUInt32BE(0)
}

/** The datagram that proves that its sender knows the token. */
export function helloDatagram(token: Buffer): Buffer {
  return secretDatagram('hello', token, token)
}

/** The answer to a hello. The nonce proves that its receiver owns the address the hello came from. */
export function challengeDatagram(token: Buffer, nonce: Buffer): Buffer {
  return secretDatagram('challenge', token, nonce)
}

/** The token of a hello; `null` for any other datagram. */
export function helloToken(bytes: Buffer): Buffer | null {
  return bytes.length === HELLO_SIZE && bytes[0] === DATAGRAM_KIND.hello ? bytes.subarray(4) : null
}

/** The nonce of a flow's challenge; `null` for any other datagram. */
export function readNonce(bytes: Buffer, token: Buffer): Buffer | null {
  if (bytes.length !== HELLO_SIZE || readMark(bytes) !== markOf('challenge', token)) return null
  return bytes.subarray(4)
}

/** Writes the sequence number and send stamp (ns) of a payload datagram. */
export function writePayloadHeader(buffer: Buffer, sequence: number, stamp: number): void {
  buffer.writeUInt32BE(sequence, 4)
  buffer.writeUInt32BE(Math.floor(stamp / 2 ** 32), 8)
  buffer.writeUInt32BE(stamp % 2 ** 32, 12)
}

/** Reads the sequence number of a payload datagram, a probe or an answer. */
export function readSequenceNumber(bytes: Buffer): number {
  return bytes.readUInt32BE(4)
}

/** Reads the send stamp of a payload datagram, ns on its sender's clock. */
export function readSendStamp(bytes: Buffer): number {
  return bytes.readUInt32BE(8) * 2 ** 32 + bytes.readUInt32BE(12)
}

/** Turns a probe into its answer, with the server's stamps, ns on its own clock. */
export function makeAnswer(probe: Buffer, received: number, sent: number): void {
  probe[0] = DATAGRAM_KIND.answer
  probe.writeUIntBE(received % STAMP_RANGE, 8, 5)
  probe.writeUIntBE(Math.min(STAMP_RANGE - 1, Math.max(0, sent - received)), 13, 5)
}

/** Time that the server held an answered probe, ns. */
export function readHeld(answer: Buffer): number {
  return answer.readUIntBE(13, 5)
}

function secretDatagram(kind: keyof typeof DATAGRAM_KIND, token: Buffer, secret: Buffer): Buffer {
  const bytes = Buffer.alloc(HELLO_SIZE)
  bytes.writeUInt32BE(markOf(kind, token), 0)
  secret.copy(bytes, 4)
  return bytes
}
