import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { cpuSince } from '../../host/cpu.ts'
import { messageOf } from '../../errors.ts'
import { nativeFormat } from '../../protocol/datagram.ts'
import { decodeSecret, departed, encodeSecret, flowWordSchema } from '../../protocol/flow.ts'
import type { EchoFlowRequest, FlowRequest, FlowWord } from '../../protocol/flow.ts'
import { readJson } from '../../protocol/native.ts'
import type { EndFacts } from '../../results/types.ts'
import { DatagramReceiver } from '../../transfer/datagram-receiver.ts'
import { DatagramSender, flowLimit } from '../../transfer/datagram-sender.ts'
import { watchStill } from '../../transfer/idle-watch.ts'
import { watchTest } from '../activity.ts'
import type { ExchangeHost, LineExchange } from './exchange.ts'
import { intervalReporter } from './interval-reporter.ts'
import { openDoor } from './udp-door.ts'
import type { ServedFlow, UdpDoor } from './udp-door.ts'
import { UdpEcho } from './udp-echo.ts'

/** How long (ms) a receiver waits for late datagrams if the client does not say. */
const DRAIN = 200

/**
 * A UDP flow. It ends with the connection on which it was requested: when that closes, so do its socket and all
 * timers. It sends nothing before the client's address is proved, and then no more than was requested.
 */
export class UdpExchange implements LineExchange {
  readonly finishesOnClose = true
  readonly #host: ExchangeHost
  readonly #request: FlowRequest | EchoFlowRequest
  readonly #startedAt = process.cpuUsage()
  readonly #seen: () => EndFacts
  #door: UdpDoor | null = null
  #sender: DatagramSender | null = null
  #receiver: DatagramReceiver | null = null
  #echo: UdpEcho | null = null
  /** What has not finished. */
  readonly #running = new Set<'sending' | 'receiving' | 'echoing'>()
  #state: 'closed' | 'knocking' | 'entering' | 'begun' | 'over' = 'closed'
  #stopped = false
  #limit: NodeJS.Timeout | undefined
  readonly #unwatch: () => void

  constructor(host: ExchangeHost, request: FlowRequest | EchoFlowRequest) {
    this.#host = host
    this.#request = request
    this.#seen = watchTest(host.session)
    // Datagrams go out whether or not anybody is there.
    this.#unwatch = watchStill(
      () => host.socket.bytesRead,
      host.flowSilence,
      () => host.socket.destroy(),
    )
    this.#safely(async () => this.#open())
  }

  hear(text: string): void {
    if (this.#state === 'over') return
    try {
      this.#take(readJson(flowWordSchema, text, 'word'))
    } catch (error) {
      this.#refuse('request', messageOf(error))
    }
  }

  close(): void {
    this.#state = 'over'
    clearTimeout(this.#limit)
    this.#unwatch()
    this.#sender?.close()
    this.#receiver?.close()
    this.#echo?.close()
    this.#door?.close()
    this.#seen()
  }

  async #open(): Promise<void> {
    const door = await openDoor(this.#host.doors, this.#host.socket.localAddress ?? '')
    if (typeof door === 'string') return this.#refuse('udp', door)
    // The connection may have closed in the meantime.
    if (this.#state === 'over') return door.close()
    this.#door = door
    this.#state = 'knocking'
    this.#host.say({ door: { port: door.port, token: encodeSecret(door.token) } })
  }

  #take({ start, sent, drain = DRAIN, stop, ping }: FlowWord): void {
    if (ping === true && !this.#host.socket.writableNeedDrain) this.#host.say({ pong: true })
    if (start !== undefined) {
      if (this.#state !== 'knocking') return this.#refuse('request', 'The flow cannot be started now.')
      this.#state = 'entering'
      this.#safely(async () => this.#enter(start))
    }
    if (sent !== undefined) {
      if (this.#receiver === null)
        return this.#refuse('request', 'The flow has not begun, so nothing can have been sent.')
      this.#receiver.expect(departed(sent), drain)
    }
    if (stop === true) this.#stop()
  }

  async #enter(start: string): Promise<void> {
    const nonce = decodeSecret(start)
    const door = this.#door
    const flow = nonce && (await door?.enter(nonce))
    if (this.#state === 'over' || door === null) return
    if (!flow) return this.#refuse('request', 'This is not the nonce of the answer to the hello.')
    this.#state = 'begun'
    if (this.#stopped) this.#finish()
    else this.#begin(flow)
  }

  #begin({ socket, token, peer }: ServedFlow): void {
    const request = this.#request
    if (request.direction === 'echo') {
      this.#echo = new UdpEcho(socket, request, peer, token)
      this.#running.add('echoing')
      this.#host.say({ go: true })
      return
    }
    const format = nativeFormat(token)
    this.#limit = setTimeout(() => this.#stop(), flowLimit(request) * 1000)
    if (request.direction !== 'download') {
      const onInterval = request.progress === true ? intervalReporter(this.#host, request.interval) : null
      const onComplete = (): void => this.#ended('receiving')
      this.#receiver = new DatagramReceiver(socket, request, peer, format, onInterval, onComplete)
      this.#running.add('receiving')
    }
    this.#host.say({ go: true })
    if (request.direction === 'upload') return
    this.#running.add('sending')
    this.#sender = new DatagramSender(socket, request, format, (sent) => {
      this.#host.say({ sent })
      this.#ended('sending')
    })
  }

  /** The client stopped the flow, or its time ran out. */
  #stop(): void {
    this.#stopped = true
    if (this.#state === 'entering') return
    this.#receiver?.close()
    this.#echo?.close()
    this.#running.delete('receiving')
    this.#running.delete('echoing')
    if (this.#running.has('sending')) this.#sender?.stop()
    else this.#finish()
  }

  #ended(what: 'sending' | 'receiving'): void {
    this.#running.delete(what)
    if (this.#running.size === 0) this.#finish()
  }

  #finish(): void {
    if (this.#state !== 'over') this.#safely(async () => this.#tell())
  }

  async #tell(): Promise<void> {
    const heard = (await this.#door?.heard()) ?? false
    const flow = await this.#receiver?.tally()
    const echo = this.#echo
    if (this.#state === 'over') return
    this.close()
    this.#host.say({
      heard,
      ...(flow && { flow }),
      ...(echo && { echoed: echo.echoed, busyPoll: echo.busyPolls }),
      cpu: cpuSince(this.#startedAt),
      end: this.#seen(),
    })
    this.#host.ended()
  }

  #refuse(code: 'request' | 'udp', message: string): void {
    if (this.#state === 'over') return
    this.close()
    this.#host.refuse(code, message)
  }

  #safely(act: () => Promise<void>): void {
    act().catch((error: unknown) => this.#refuse('udp', `A UDP flow is not available: ${messageOf(error)}.`))
  }
}
