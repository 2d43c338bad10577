import { connectRaw } from './raw-client.ts'
import type { RawPeer } from './raw-client.ts'

/** Bytes of a segment, as docs/reference/protocol.md has it. */
export const SEGMENT = 16_384

/** What a server's first line begins with. */
const MARK = 'WYNDRVR/2 '

/** The content of a server's line. */
export interface Said {
  readonly session?: string
  readonly challenge?: string
  readonly waiting?: { readonly place: number; readonly of: number }
  readonly proof?: string
  readonly mode?: string
  readonly worker?: number
  readonly host?: Readonly<Record<string, unknown>>
  readonly error?: { readonly code: string; readonly message: string; readonly retryAfter?: number }
  readonly busyPoll?: boolean
  readonly tally?: { readonly bytes: number; readonly elapsed: number; readonly intervals: readonly number[] }
  readonly interval?: { readonly index: number; readonly bytes: number }
  readonly cpu?: { readonly user: number; readonly system: number }
  readonly rtts?: readonly number[]
  readonly tcp?: Readonly<Record<string, unknown>> | null
  readonly door?: { readonly port: number; readonly token: string }
  readonly go?: boolean
  readonly heard?: boolean
  readonly sent?: {
    readonly datagrams: number
    readonly elapsed: number
    readonly missed: number
    readonly failed: number
  }
  readonly flow?: Readonly<Record<string, unknown>>
  readonly echoed?: { readonly received: number; readonly duplicates: number }
  readonly end?: {
    readonly loopDelay: number
    readonly threadShare: number | null
    readonly otherSessions: number
  }
}

/** A client of the native dialect, written from docs/reference/protocol.md alone. */
export class NativePeer implements AsyncDisposable {
  readonly raw: RawPeer

  constructor(raw: RawPeer) {
    this.raw = raw
  }

  /** Sends a line. */
  async say(value: object): Promise<void> {
    await this.raw.send(`${JSON.stringify(value)}\n`)
  }

  /** The server's next line. */
  async line(): Promise<string> {
    let text = ''
    while (!text.endsWith('\n')) text += await this.raw.receiveText(1)
    return text
  }

  /** What the server's next line says. */
  async heard(): Promise<Said> {
    const said: Said = JSON.parse(await this.line())
    return said
  }

  /** What the server's first line says. */
  async opening(): Promise<Said> {
    const text = await this.line()
    const said: Said = JSON.parse(text.slice(MARK.length))
    if (!text.startsWith(MARK)) throw new Error(`The server's first line was ${text}.`)
    return said
  }

  /** Payload in segments, from here to the end of the last one. */
  async segments(): Promise<readonly Buffer[]> {
    const segments: Buffer[] = []
    while (segments.at(-1)?.[0] !== 1) segments.push(await this.raw.receiveBytes(SEGMENT))
    return segments
  }

  /** Runs an echo exchange of one probe, and throws unless it is answered correctly. */
  async probed(): Promise<void> {
    await this.say(echo(14))
    const before = await this.line()
    await this.raw.send(Buffer.concat([probe(5, 14), probe(LAST, 14)]))
    const sequence = (await this.raw.receiveBytes(14)).readUInt32BE()
    const { busyPoll } = await this.heard()
    const said = `${before}${sequence} ${busyPoll}`
    const expected = '{"busyPoll":false}\n5 false'
    if (said !== expected) throw new Error(`The server said ${said} where ${expected} was expected.`)
  }

  /** Reads the answers to a number of echo exchanges without a probe, which were requested at once. */
  async emptyExchanges(count: number): Promise<void> {
    for (let answered = 0; answered < count; answered += 1) {
      const said = [await this.heard(), await this.heard()].map(({ busyPoll }) => busyPoll)
      if (said.some((busyPoll) => busyPoll !== false)) throw new Error(`The server said ${said.join()}.`)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.raw.close()
  }
}

/** The sequence number that ends an exchange. */
export const LAST = 0xff_ff_ff_ff

/** A probe with a sequence number and recognizable content. */
export function probe(sequence: number, size: number): Buffer {
  const bytes = Buffer.alloc(size, `${sequence}:`)
  bytes.writeUInt32BE(sequence)
  return bytes
}

/** A request for an echo exchange. */
export function echo(payload: number): object {
  return { request: 'echo', payload, busyPoll: false }
}

/** A request for payload, 100,000 bytes by default. */
export function transfer(request: 'download' | 'upload', fields: object = {}): object {
  return {
    request,
    bytes: 100_000,
    seconds: null,
    warmup: 0,
    interval: 0.1,
    rate: null,
    block: 262_144,
    ...fields,
  }
}

interface Address {
  readonly host: string
  readonly port: number
}

/** Connects without sending anything. */
export async function connectSilent(address: Address, connectPeer = connectRaw): Promise<NativePeer> {
  return new NativePeer(await connectPeer(address))
}

/** A control connection that has exchanged hellos. */
export async function connectControl(
  address: Address,
  connectPeer = connectRaw,
): Promise<NativePeer & { readonly welcome: Said }> {
  const peer = await connectSilent(address, connectPeer)
  await peer.raw.send('WYNDRVR/2 {"role":"control"}\n')
  return Object.assign(peer, { welcome: await peer.opening() })
}

/** Sends the first line of a stream and returns the server's answer. */
export async function join(stream: NativePeer, session: string): Promise<Said> {
  await stream.raw.send(streamHello(session))
  return stream.opening()
}

/** The first line of a stream. */
export function streamHello(session: string): string {
  return `WYNDRVR/2 {"role":"stream","session":"${session}"}\n`
}

/** Checks that other clients are served, enough of them to reach each of a few workers, usually. */
export async function othersAreServed(address: Address): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await using other = await connectControl(address)
    await other.probed()
  }
}
