/**
 * Probes of the native dialect. A probe has the requested length, at least 14 bytes, and starts with:
 *
 * | bytes | probe | answer |
 * |---|---|---|
 * | 0-3 | sequence number | the same |
 * | 4-8 | - | low 40 bits of the server's receive stamp, ns |
 * | 9-13 | - | ns from there to the transmit stamp |
 *
 * All numbers are big-endian. The two stamps are those of RFC 5357: RTT minus turnaround is the network's part.
 */

/** Minimum bytes of a probe. */
export const PROBE_HEADER = 14

/** The sequence number that ends the exchange. Its answer is a line. */
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

/** Writes the server's stamps, ns on its own clock, into an answer. */
export function writeStamps(buffer: Buffer, at: number, received: number, sent: number): void {
  buffer.writeUIntBE(received % STAMP_RANGE, at + 4, 5)
  buffer.writeUIntBE(Math.min(STAMP_RANGE - 1, Math.max(0, sent - received)), at + 9, 5)
}

/** Time that the server held an answered probe, ns. */
export function readTurnaround(buffer: Buffer, at: number): number {
  return buffer.readUIntBE(at + 9, 5)
}
