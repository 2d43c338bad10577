import { cpuSince } from '../../host/cpu.ts'
import type { NativeTransfer } from '../../protocol/native.ts'
import type { EndFacts } from '../../results/types.ts'
import { nativeSendPlan, PayloadSender } from '../../transfer/payload-sender.ts'
import { watchRtt } from '../../transfer/rtt-watch.ts'
import type { RttWatch } from '../../transfer/rtt-watch.ts'
import { watchTest } from '../activity.ts'
import type { ExchangeHost, LineExchange } from './exchange.ts'

/** Sends payload until its amount is sent or the client stops it. */
export class DownloadExchange implements LineExchange {
  readonly finishesOnClose = true
  readonly #host: ExchangeHost
  readonly #startedAt = process.cpuUsage()
  readonly #seen: () => EndFacts
  readonly #rtts: RttWatch | null
  readonly #sender: PayloadSender

  constructor(host: ExchangeHost, request: NativeTransfer) {
    this.#host = host
    this.#seen = watchTest(host.session)
    this.#rtts = request.rtts === true ? watchRtt(host.socket, request.warmup) : null
    host.say({})
    this.#sender = new PayloadSender(host.socket, nativeSendPlan(request), () => this.#sent())
  }

  /** The only thing that a client says during a download is `stop`. */
  hear(): void {
    this.#sender.stop()
  }

  close(): void {
    this.#sender.close()
    this.#seen()
    this.#rtts?.stop()
  }

  #sent(): void {
    const rtts = this.#rtts && { rtts: [...this.#rtts.rtts] }
    this.close()
    this.#host.say({ cpu: cpuSince(this.#startedAt), end: this.#seen(), ...rtts })
    this.#host.ended()
  }
}
