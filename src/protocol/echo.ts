/**
 * Probes of the native dialect. A probe has the length that was asked for, at least 14 bytes, of which the first say:
 *
 * | bytes | probe | answer |
 * |---|---|---|
 * | 0-3 | sequence number | the same |
 * | 4-8 | - | server's receive stamp, ns, its low 40 bits |
 * | 9-13 | - | ns from there to the transmit stamp |
 *
 * All numbers are big-endian. The idea of the two stamps is RFC 5357's: RTT less turnaround is the network's part.
 */

/** The bytes that every probe has. */
export const PROBE_HEADER = 14

/** The sequence number that ends the exchange; its answer is a line. */
export const LAST_PROBE = 0xff_ff_ff_ff

const STAMP_RANGE = 2 ** 40

/** Writes a probe's sequence number. */
export function writeProbe(buffer: Buffer, sequence: number): void {
  buffer.writeUInt32BE(sequence, 0)
}

/** Reads a probe's sequence number. */
export function readSequence(buffer: Buffer, at: number): number {
  return buffer.readUInt32BE(at)
}

/** Writes the server's stamps (ns of its own clock) into a probe that goes back. */
export function writeStamps(buffer: Buffer, at: number, received: number, sent: number): void {
  buffer.writeUIntBE(received % STAMP_RANGE, at + 4, 5)
  buffer.writeUIntBE(Math.min(STAMP_RANGE - 1, Math.max(0, sent - received)), at + 9, 5)
}

/** Nanoseconds that the server held an answered probe. */
export function readTurnaround(buffer: Buffer, at: number): number {
  return buffer.readUIntBE(at + 9, 5)
}
