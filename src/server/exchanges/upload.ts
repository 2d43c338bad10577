import { nanoseconds } from '../../host/clock.ts'
import { cpuSince } from '../../host/cpu.ts'
import type { NativeTransfer } from '../../protocol/native.ts'
import type { EndFacts } from '../../results/types.ts'
import { PayloadReceiver } from '../../transfer/payload-receiver.ts'
import { watchTest } from '../activity.ts'
import type { ByteExchange, ExchangeHost } from './exchange.ts'
import { intervalReporter } from './interval-reporter.ts'

/** Counts the payload that a client sends. */
export class UploadExchange implements ByteExchange {
  readonly finishesOnClose = true
  readonly #seen: () => EndFacts
  readonly #receiver: PayloadReceiver

  constructor(host: ExchangeHost, request: NativeTransfer) {
    const startedAt = process.cpuUsage()
    this.#seen = watchTest(host.session)
    this.#receiver = new PayloadReceiver(request, {
      onCounted: (tally) => host.say({ tally, cpu: cpuSince(startedAt), end: this.#seen() }),
      onEnd: host.ended,
      onInterval: request.progress === true ? intervalReporter(host, request.interval) : null,
    })
    host.say({})
  }

  receive(length: number, buffer: Buffer): number {
    return this.#receiver.receive(length, buffer, nanoseconds())
  }

  close(): void {
    this.#receiver.close()
    this.#seen()
  }
}
