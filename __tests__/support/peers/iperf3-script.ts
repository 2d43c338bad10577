import type { Socket } from 'node:net'

import { listen } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/** What a scripted server does at a point of a test: sends bytes, nothing ever, or closes all connections. */
export type Iperf3Act = Buffer | 'silence' | 'close'

/** The points of a test at which a scripted server speaks, in their order. */
export const IPERF3_POINTS = ['hello', 'create', 'start', 'exchange', 'results', 'display', 'after'] as const

/** A point of a test. */
export type Iperf3Point = (typeof IPERF3_POINTS)[number]

/** The faults of a scripted server. By default it does what iperf3 does. */
export interface Iperf3Script {
  readonly at?: Readonly<Partial<Record<Iperf3Point, Iperf3Act>>>
  /** Fields of its results that replace those of the first stream, and of all. */
  readonly stream?: object
  readonly results?: object
  /** Closes all connections when this many bytes of payload have moved. */
  readonly diesAfter?: number
  /** How many connections it drops before it serves one, as iperf3 does after a test. */
  readonly drops?: number
  /** Whether it sends no payload, and reads none. */
  readonly stalls?: boolean
}

/** A server written from what iperf3 sends, for one test after the other. */
export interface ScriptedIperf3 extends Endpoint {
  /** The parameters of each test. */
  readonly asked: readonly Parameters[]
  /** The results of the clients. */
  readonly told: readonly unknown[]
}

interface Parameters {
  readonly parallel: number
  readonly reverse?: boolean
  readonly bidirectional?: boolean
  readonly udp?: boolean
  readonly [key: string]: unknown
}

const STATES: Readonly<Record<Iperf3Point, Buffer>> = {
  hello: Buffer.of(9),
  create: Buffer.of(10),
  // Both in one segment, as iperf3 often sends them.
  start: Buffer.of(1, 2),
  exchange: Buffer.of(13),
  results: Buffer.alloc(0),
  display: Buffer.of(14),
  after: Buffer.alloc(0),
}

/** Starts one on a free port. */
export async function startScriptedIperf3(script: Iperf3Script = {}): Promise<ScriptedIperf3> {
  const asked: Parameters[] = []
  const told: unknown[] = []
  let test: ScriptedTest | null = null
  let dropped = 0
  const endpoint = await listen((socket) => {
    if (dropped < (script.drops ?? 0)) {
      dropped += 1
      socket.destroy()
      return
    }
    const reader = new Reader(socket)
    const serve = async (): Promise<void> => {
      const cookie = (await reader.bytes(37)).toString('latin1')
      if (test?.cookie === cookie) return test.stream(socket, reader)
      const begun = new ScriptedTest(cookie, socket, reader, script)
      test = begun
      await begun.run(
        (parameters) => asked.push(parameters),
        (results) => told.push(results),
      )
    }
    // A client that leaves ends only its own test.
    serve().catch(() => socket.destroy())
  })
  return { ...endpoint, asked, told }
}

class ScriptedTest {
  readonly cookie: string
  readonly #control: Socket
  readonly #reader: Reader
  readonly #script: Iperf3Script
  readonly #streams: Socket[] = []
  #parameters: Parameters = { parallel: 1 }
  #all: () => void = () => undefined
  #moved = 0
  #over = false

  constructor(cookie: string, control: Socket, reader: Reader, script: Iperf3Script) {
    this.cookie = cookie
    this.#control = control
    this.#reader = reader
    this.#script = script
  }

  async run(
    onParameters: (parameters: Parameters) => void,
    onResults: (results: unknown) => void,
  ): Promise<void> {
    await this.#act('hello')
    this.#parameters = JSON.parse((await this.#reader.frame()).toString()) as Parameters
    onParameters(this.#parameters)
    const all = new Promise<void>((resolve) => {
      this.#all = resolve
    })
    await this.#act('create')
    await all
    await this.#act('start')
    for (const socket of this.#senders()) this.#send(socket)
    if ((await this.#reader.bytes(1))[0] !== 4) return this.#close()
    this.#over = true
    for (const socket of this.#streams) socket.destroy()
    await this.#act('exchange')
    onResults(JSON.parse((await this.#reader.frame()).toString()))
    await this.#act('results')
    await this.#act('display')
    await this.#reader.bytes(1)
    await this.#act('after')
    this.#close()
  }

  stream(socket: Socket, reader: Reader): void {
    this.#streams.push(socket)
    reader.flow((length) => {
      this.#moved += length
      this.#maybeDie()
    }, this.#script.stalls === true)
    if (this.#streams.length === this.#count) this.#all()
  }

  get #count(): number {
    const { parallel, bidirectional } = this.#parameters
    return bidirectional === true ? parallel * 2 : parallel
  }

  #senders(): readonly Socket[] {
    const { parallel, reverse, bidirectional } = this.#parameters
    if (reverse === true) return this.#streams
    return bidirectional === true ? this.#streams.slice(parallel) : []
  }

  #send(socket: Socket): void {
    const block = Buffer.alloc(65_536)
    const more = (): void => {
      if (this.#over || this.#script.stalls === true || !socket.writable) return
      socket.write(block, () => {
        this.#moved += block.length
        this.#maybeDie()
        setImmediate(more)
      })
    }
    more()
  }

  #maybeDie(): void {
    if (this.#script.diesAfter !== undefined && this.#moved >= this.#script.diesAfter) this.#close()
  }

  async #act(point: Iperf3Point): Promise<void> {
    const act = this.#script.at?.[point] ?? (point === 'results' ? this.#results() : STATES[point])
    if (act === 'close') {
      this.#close()
      throw new Error('closed')
    }
    if (act === 'silence') return new Promise(() => undefined)
    if (act.length > 0) this.#control.write(act)
  }

  #results(): Buffer {
    const id = (index: number): number => (index === 0 ? 1 : index + 2)
    const streams = Array.from({ length: this.#count }, (_, index) => ({
      id: id(index),
      bytes: 1_000_000_000_000,
      retransmits: 7,
      jitter: 0,
      errors: 0,
      packets: 0,
      ...(index === 0 ? this.#script.stream : {}),
    }))
    return frame({
      cpu_util_total: 1,
      cpu_util_user: 0.5,
      cpu_util_system: 0.5,
      sender_has_retransmits: 1,
      streams,
      ...this.#script.results,
    })
  }

  #close(): void {
    this.#over = true
    this.#control.destroy()
    for (const socket of this.#streams) socket.destroy()
  }
}

/** JSON behind its length. */
export function frame(value: unknown): Buffer {
  const json = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json])
}

/** Reads a socket on demand. */
class Reader {
  readonly #socket: Socket
  #bytes: Buffer = Buffer.alloc(0)
  #ended = false
  #flow: ((length: number) => void) | null = null
  #wake: () => void = () => undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      if (this.#flow !== null) return this.#flow(chunk.length)
      this.#bytes = Buffer.concat([this.#bytes, chunk])
      this.#wake()
    })
    socket.on('close', () => {
      this.#ended = true
      this.#wake()
    })
  }

  async bytes(count: number): Promise<Buffer> {
    while (this.#bytes.length < count) {
      if (this.#ended) throw new Error('The client has closed the connection.')
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const taken = this.#bytes.subarray(0, count)
    this.#bytes = this.#bytes.subarray(count)
    return taken
  }

  async frame(): Promise<Buffer> {
    return this.bytes((await this.bytes(4)).readUInt32BE())
  }

  /** From now on bytes are counted only, or left unread. */
  flow(onBytes: (length: number) => void, unread: boolean): void {
    if (this.#bytes.length > 0) onBytes(this.#bytes.length)
    this.#flow = onBytes
    if (unread) this.#socket.pause()
  }
}
