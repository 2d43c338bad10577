import { WyndrvrError } from '../errors.ts'
import { SEED_REPLY } from '../protocol/seed.ts'
import type { LatencyMeasurement, Target, ThroughputMeasurement } from '../results/types.ts'
import { milliseconds } from '../units.ts'
import type { Duration } from '../units.ts'
import { openChannel } from './channel.ts'
import type { Channel } from './channel.ts'
import { seedHandshake } from './handshake.ts'
import { measureLatency } from './latency.ts'
import type { LatencyOptions } from './latency.ts'
import { checkWhole } from './options.ts'
import { ReplyReader } from './reply.ts'
import { measureThroughput } from './throughput.ts'
import type { ThroughputOptions } from './throughput.ts'

/** Which server to measure, and how to reach it. */
export interface ConnectOptions {
  /** Name or address. Default `'localhost'`. */
  readonly host?: string
  /** TCP port, 1 to 65535. Default 5001. */
  readonly port?: number
  /** How long to wait for the connection, and then for the server's first answer. Default `'10s'`. */
  readonly timeout?: Duration
  /** Ends the connection, and whatever is measured on it, when aborted. */
  readonly signal?: AbortSignal | undefined
}

/** A connected client. It measures one thing at a time. */
export interface Client extends AsyncDisposable {
  /** The server that it measures. */
  readonly target: Target
  /** Round-trip time of small messages, in ms. */
  latency(options?: LatencyOptions): Promise<LatencyMeasurement>
  /** Payload from the server to here. */
  download(options?: ThroughputOptions): Promise<ThroughputMeasurement>
  /** Payload from here to the server, confirmed by it. */
  upload(options?: ThroughputOptions): Promise<ThroughputMeasurement>
  /** Says goodbye and closes the connection. Idempotent; never throws. */
  close(): Promise<void>
}

/**
 * Connects to a server and makes sure that it answers.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`, `ERR_WYNDRVR_CONNECT`, `ERR_WYNDRVR_TIMEOUT`, `ERR_WYNDRVR_LOST`,
 * `ERR_WYNDRVR_PROTOCOL` where something else listens there, or `ERR_WYNDRVR_ABORTED`
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const { host = 'localhost', signal } = options
  if (typeof host !== 'string' || host === '') {
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', `host must be a name or an address, got '${host}'.`)
  }
  const port = checkWhole('port', options.port ?? 5001, 1, 65_535)
  const timeout = milliseconds(options.timeout ?? '10s')
  const channel = await openChannel({ host, port, timeout, signal })
  await seedHandshake(channel, timeout)
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    closing ??= sayGoodbye(channel)
    await closing
  }
  return {
    target: { host, port, dialect: 'seed' },
    latency: async (latency) => measureLatency(channel, latency),
    download: async (download) => measureThroughput(channel, 'download', download),
    upload: async (upload) => measureThroughput(channel, 'upload', upload),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** How long a server may take to say goodbye before the connection is closed all the same (ms). */
const GOODBYE_TIME = 500

async function sayGoodbye(channel: Channel): Promise<void> {
  const closed = new WyndrvrError(
    'ERR_WYNDRVR_ABORTED',
    `The connection to ${channel.name} was closed by this client.`,
  )
  if (channel.usable) {
    let timer: NodeJS.Timeout | undefined
    await channel
      .run<void>(({ socket, done }) => {
        const reply = new ReplyReader(channel.name, SEED_REPLY.bye)
        timer = setTimeout(done, GOODBYE_TIME)
        socket.write('QUIT')
        return (length, buffer) => {
          if (reply.read(length, buffer) !== null) done()
        }
      })
      // A server that has gone already needs no goodbye.
      .catch(() => undefined)
    clearTimeout(timer)
  }
  channel.destroy(closed)
}
