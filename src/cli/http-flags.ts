import { Option } from 'commander'

import { HEADERS_VARIABLE, HTTP_VERSIONS, parseHeaders } from '../client/wire/http-target.ts'
import type { HttpVersion } from '../client/wire/http-target.ts'
import { listed } from './values.ts'

/** How requests over HTTP are sent, what they say, and where connections go. */
export interface HttpFlags {
  readonly httpVersion?: HttpVersion
  /** Each as it is written: `Name: value`. */
  readonly header?: readonly string[]
  readonly resolve?: readonly string[]
}

/** The options of a client over HTTP, with curl's meaning. */
export function httpOptions(): readonly Option[] {
  return [
    new Option(
      '--http-version <version>',
      'version of HTTP; 2 is by ALPN over TLS, else with prior knowledge (default: 1.1)',
    ).choices(HTTP_VERSIONS),
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
export function httpOf({ httpVersion, header, resolve }: HttpFlags): {
  readonly httpVersion?: HttpVersion
  readonly headers?: Readonly<Record<string, string>>
  readonly resolve?: readonly string[]
} {
  return {
    ...(httpVersion !== undefined && { httpVersion }),
    ...(header !== undefined && { headers: parseHeaders(header) }),
    ...(resolve !== undefined && { resolve }),
  }
}
