import * as v from 'valibot'

import { MOST_PORT } from '../check.ts'
import { count } from '../results/parts.ts'
import { serverModeSchema } from '../results/target.ts'
import { fingerprintSchema } from './certificate.ts'

/** Maximum characters of a server's announcement, with its newline. */
export const MOST_ANNOUNCEMENT = 65_536

/** A numeric address, with its zone: a client connects to it. */
const address = v.pipe(
  v.string(),
  v.maxLength(100),
  v.regex(/^(?:[\d.]+|[\da-f:.]*:[\da-f:.]*(?:%[\w@.-]+)?)$/i),
)

/** Where a server listens. Unknown fields are ignored, so that later releases can add some. */
export const announcementSchema = v.object({
  event: v.literal('listening'),
  /** The version of wyndrvr. */
  version: v.pipe(v.string(), v.maxLength(64)),
  /** The numeric address that it is bound to. */
  host: address,
  port: v.pipe(count, v.minValue(1), v.maxValue(MOST_PORT)),
  /** The addresses at which other machines may reach it: `host`, or those of all interfaces if `host` stands for all. */
  addresses: v.pipe(v.array(address), v.maxLength(256)),
  mode: serverModeSchema,
  /** The SHA-256 fingerprint of its certificate; missing without TLS. */
  tls: v.optional(v.object({ fingerprint: fingerprintSchema })),
  /** Its process id, where it runs. */
  pid: count,
  /** Sentences about restrictions; usually empty. */
  warnings: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1000))), v.maxLength(16)),
})
/** Where a server listens. */
export type Announcement = v.InferOutput<typeof announcementSchema>

/** The line that announces a server. */
export function announcementLine(announcement: Announcement): string {
  return `${JSON.stringify(announcement)}\n`
}

/** Reads a line of a server's output; `null` if it is another one, such as the greeting of a login. */
export function readAnnouncement(line: string): Announcement | null {
  try {
    const read = v.safeParse(announcementSchema, JSON.parse(line))
    return read.success ? read.output : null
  } catch {
    return null
  }
}
