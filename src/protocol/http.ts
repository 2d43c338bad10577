/**
 * The requests of HTTP/1.1 and later that a server answers, and how both ends prove a token in their headers. docs/reference/protocol.md
 * specifies them.
 */
import * as v from 'valibot'

import { count, endFactsSchema, real } from '../results/parts.ts'
import { cpuSchema, readJson, tallySchema } from './native.ts'
import { nonceSchema, proofSchema } from './token.ts'

/** What a server answers. A proxy may put them below a path of its own. */
export const HTTP_PATHS = {
  health: '/wyndrvr/health',
  echo: '/wyndrvr/echo',
  download: '/wyndrvr/download',
  upload: '/wyndrvr/upload',
  /** Upgrades to WebSocket, whose binary messages carry the native dialect. */
  ws: '/wyndrvr/ws',
} as const

/**
 * The header of each request for a test, with the value `1`. No web page can send it: browsers set headers that begin with `Sec-`
 * themselves (Fetch, "forbidden request-header"), also to the address from which a page comes, as after DNS rebinding.
 */
export const REQUEST_MARK = 'Sec-Wyndrvr'

/** The header of each answer, with the value `1`: a wyndrvr server gave it, not a proxy. */
export const ANSWER_MARK = 'Wyndrvr'

/** The largest payload of an echo. */
export const MOST_HTTP_ECHO: number = 64 * 1024

/**
 * Flow-control window of HTTP/2 of each stream, and of the connection: five times what is on its way with 1 Gbit/s and 100 ms, so that
 * TCP limits the throughput, not HTTP/2.
 */
export const HTTP2_WINDOW: number = 64 * 1024 * 1024

/** What takes the place of a session in a proof over HTTP, so that it proves nothing in the native dialect. */
const HTTP_PROOF = 'http'

/** The query with which a stream's WebSocket names its session, because a sequential server must know that before it answers. */
export function joinQuery(session: string): string {
  return `?session=${session}`
}

/** The session that the first line of a request joins by {@link joinQuery}; `null` if it joins none. */
export function joinedByRequest(start: string): string | null {
  const [, session = null] = /^GET \S*\/wyndrvr\/ws\?session=([\w.-]{1,200}) /.exec(start) ?? []
  return session
}

/** Characters of a challenge. */
const CHALLENGE = /^[\w.-]{1,200}$/

/** What both ends said before a proof over HTTP, in the form that {@link proofOf} signs. */
export function httpExchange(
  clientNonce: string,
  serverNonce: string,
): { readonly clientNonce: string; readonly serverNonce: string; readonly session: string } {
  return { clientNonce, serverNonce, session: HTTP_PROOF }
}

/** A client's proof, as the header `Authorization` has it. */
export interface HttpProof {
  /** The server's nonce that it answers. */
  readonly challenge: string
  /** The client's own nonce. */
  readonly nonce: string
  readonly proof: string
}

/** The value of `WWW-Authenticate`: what a client has to answer. */
export function challengeHeader(challenge: string): string {
  return `Wyndrvr challenge="${challenge}"`
}

/** The challenge of a header `WWW-Authenticate`; `null` if it has none. */
export function readChallenge(header: string | undefined): string | null {
  const challenge = fieldsOf(header).get('challenge') ?? ''
  return CHALLENGE.test(challenge) ? challenge : null
}

/** The value of `Authorization`: a client's proof. */
export function proofHeader({ challenge, nonce, proof }: HttpProof): string {
  return `Wyndrvr challenge="${challenge}", nonce="${nonce}", proof="${proof}"`
}

/** The proof of a header `Authorization`; `null` if it has none. */
export function readProof(header: string | undefined): HttpProof | null {
  const fields = fieldsOf(header)
  const challenge = readChallenge(header)
  const [nonce, proof] = [fields.get('nonce'), fields.get('proof')]
  if (challenge === null || !v.is(nonceSchema, nonce) || !v.is(proofSchema, proof)) return null
  return { challenge, nonce, proof }
}

/** The value of `Authentication-Info` (RFC 9110, 11.6.3): the server's own proof. */
export function serverProofHeader(proof: string): string {
  return `proof="${proof}"`
}

/** The proof of a header `Authentication-Info`; empty if it has none. */
export function readServerProof(header: string | undefined): string {
  return /^proof="([\w-]{43})"$/.exec(header ?? '')?.[1] ?? ''
}

/** The parameters after the scheme `Wyndrvr`, all of them quoted. A header has at most 16 KiB. */
function fieldsOf(header: string | undefined): ReadonlyMap<string, string> {
  const [, parameters = ''] = /^Wyndrvr +(.+)$/i.exec(header ?? '') ?? []
  const found = parameters.matchAll(/(?:^|, *)([a-z]+)="([\w.-]*)"/g)
  return new Map(Array.from(found, ([, name = '', value = '']) => [name, value] as const))
}

const decimal = v.pipe(v.string(), v.regex(/^\d{1,16}(?:\.\d{1,9})?$/), v.transform(Number))
const amount = v.optional(v.pipe(v.string(), v.regex(/^\d{1,16}$/), v.transform(Number)))
const time = v.optional(v.pipe(decimal, v.maxValue(86_400)))

/** The query of a transfer. Times in seconds, the rate in bit/s. */
const transferQuerySchema = v.object({
  bytes: amount,
  seconds: v.optional(v.pipe(decimal, v.gtValue(0), v.maxValue(86_400))),
  warmup: time,
  interval: v.optional(v.pipe(decimal, v.minValue(0.01), v.maxValue(86_400))),
  rate: v.optional(v.pipe(decimal, v.minValue(1000))),
})

/** What a query asks of a transfer. */
export interface HttpTransfer {
  readonly bytes: number | null
  readonly seconds: number | null
  readonly warmup: number
  readonly interval: number
  readonly rate: number | null
}

/** Reads the query of a transfer; `null` if a number is not one, or out of range. Other parameters are ignored. */
export function readTransfer(query: URLSearchParams): HttpTransfer | null {
  const { success, output } = v.safeParse(transferQuerySchema, Object.fromEntries(query))
  if (!success) return null
  const { bytes = null, seconds = null, warmup = 0, interval = 1, rate = null } = output
  return { bytes, seconds, warmup, interval, rate }
}

/** The query of a transfer. */
export function transferQuery(transfer: HttpTransfer): string {
  const given = Object.entries(transfer).filter(([, value]) => value !== null && value !== 0)
  return new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, plainNumber(Number(value))]),
  ).toString()
}

/** A number without an exponent, with at most nanoseconds. */
function plainNumber(value: number): string {
  return Number.isInteger(value) ? value.toFixed(0) : value.toFixed(9)
}

/** What a server confirms of an upload. */
const uploadAnswerSchema = v.object({
  /** Bytes of the body. */
  bytes: count,
  /** From the first byte to the last, by the server's clock. */
  seconds: v.pipe(real, v.minValue(0)),
  tally: tallySchema,
  cpu: cpuSchema,
  end: endFactsSchema,
})
/** What a server confirms of an upload. */
export type UploadAnswer = v.InferOutput<typeof uploadAnswerSchema>

/**
 * Reads what a server confirms of an upload.
 * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL`
 */
export function readUploadAnswer(text: string): UploadAnswer {
  return readJson(uploadAnswerSchema, text, 'answer to the upload')
}
