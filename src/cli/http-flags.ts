import { Option } from 'commander'

import { HEADERS_VARIABLE, parseHeader } from '../client/wire/http-target.ts'
import { listed } from './values.ts'

/** What requests over HTTP say, and where connections go. */
export interface HttpFlags {
  /** Each as it is written: `Name: value`. */
  readonly header?: readonly string[]
  readonly resolve?: readonly string[]
}

/** The options of a client over HTTP, with curl's meaning. */
export function httpOptions(): readonly Option[] {
  return [
    new Option(
      '-H, --header <header>',
      `header of each request over HTTP, such as 'X-Team: net' (repeatable); ${HEADERS_VARIABLE} has secret ones, one a line`,
    ).argParser(listed),
    new Option(
      '--resolve <host:port:address>',
      'address of a host, in place of a lookup (repeatable)',
    ).argParser(listed),
  ]
}

/**
 * What the flags say of requests.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a header that is not one
 */
export function httpOf({ header, resolve }: HttpFlags): {
  readonly headers?: Readonly<Record<string, string>>
  readonly resolve?: readonly string[]
} {
  return {
    ...(header !== undefined && { headers: Object.fromEntries(header.map((text) => parseHeader(text))) }),
    ...(resolve !== undefined && { resolve }),
  }
}
