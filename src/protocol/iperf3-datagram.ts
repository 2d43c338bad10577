/**
 * UDP in the iperf3 dialect. Each stream starts with a datagram of four bytes in either direction. Payload datagrams all
 * have the same size and start with:
 *
 * | bytes | payload |
 * |---|---|
 * | 0-3, 4-7 | send stamp: seconds and microseconds on any monotonic clock |
 * | 8-11, or 8-15 | sequence number, from 1 up |
 *
 * All numbers are big-endian.
 */
import type { DatagramFormat } from './datagram.ts'

/** The datagrams with which a stream starts: of iperf3 since 3.12, and of earlier releases. */
const HELLOS = [
  { hello: Buffer.from('9876'), reply: Buffer.from('6789') },
  { hello: numberBytes(123_456_789), reply: numberBytes(987_654_321) },
] as const

/** The datagram with which a client opens a stream. */
export const IPERF3_HELLO: Buffer = HELLOS[0].hello

/** The server's reply to a stream's first datagram; `null` for any other datagram. */
export function iperf3Reply(bytes: Buffer): Buffer | null {
  return HELLOS.find(({ hello }) => hello.equals(bytes))?.reply ?? null
}

/** Whether a datagram is a server's reply to a stream's first one. Stock clients take any. */
export function isIperf3Reply(bytes: Buffer): boolean {
  return HELLOS.some(({ reply }) => reply.equals(bytes))
}

/**
 * The payload datagrams of a stream.
 * @param wide whether sequence numbers have 64 bits
 */
export function iperf3Format(wide: boolean): DatagramFormat {
  return {
    prepare: () => undefined,
    write: (buffer, sequence, stamp) => {
      const microseconds = Math.floor(stamp / 1000)
      buffer.writeUInt32BE(Math.floor(microseconds / 1e6) % 2 ** 32, 0)
      buffer.writeUInt32BE(microseconds % 1e6, 4)
      const number = sequence + 1
      if (wide) buffer.writeUInt32BE(Math.floor(number / 2 ** 32), 8)
      buffer.writeUInt32BE(number % 2 ** 32, wide ? 12 : 8)
    },
    matches: (bytes) => bytes.length >= (wide ? 16 : 12),
    sequence: (bytes) =>
      (wide ? bytes.readUInt32BE(8) * 2 ** 32 + bytes.readUInt32BE(12) : bytes.readUInt32BE(8)) - 1,
    stamp: (bytes) => bytes.readUInt32BE(0) * 1e9 + bytes.readUInt32BE(4) * 1000,
  }
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
