import { timeText } from '../../text/time.ts'

/** Shortest upload (s) that shows a buffer on the path. */
const LONG_ENOUGH = 0.5

/** A server that begins so late receives what was kept before: share of the time in which the client sends. */
const LATE = 0.8

/** So does one that receives an upload in less than this share of the time in which it was sent. */
const RECEIVED = 0.5

/** How an upload went, in seconds. */
export interface UploadTimes {
  /** From the first byte sent to the last. */
  readonly sending: number
  /** From the last byte sent to the confirmation. */
  readonly confirmation: number
  /** From the first byte to the last that the server received, by its clock. */
  readonly received: number
}

/**
 * Why an upload's figure is not trustworthy, if something on the path, such as a proxy that buffers requests, kept it until it was
 * complete: then the server received it after the client had sent it, and not meanwhile.
 */
export function keptUpload({ sending, confirmation, received }: UploadTimes): readonly string[] {
  const late = sending + confirmation - received
  if (sending < LONG_ENOUGH || (late < LATE * sending && received >= RECEIVED * sending)) return []
  return [
    `The server received the upload in ${timeText(received * 1000)}, and began ${timeText(late * 1000)} after the client, which sent it in ${timeText(sending * 1000)}: something on the path kept the upload until it was complete, so the figure is that of the part behind it. Turn request buffering off (nginx: proxy_request_buffering off).`,
  ]
}
