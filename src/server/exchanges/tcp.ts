import { tcpCounts } from '../../transfer/tcp-counts.ts'
import type { ByteExchange, ExchangeHost } from './exchange.ts'

/** Tells a client what the kernel knows of the server's end of its connection. */
export class TcpExchange implements ByteExchange {
  readonly finishesOnClose = false

  constructor(host: ExchangeHost) {
    void this.#tell(host)
  }

  /** One question at a time: whatever comes before the answer is dropped, so that nothing piles up. */
  receive(length: number): number {
    return length
  }

  close(): void {}

  async #tell({ socket, say, ended }: ExchangeHost): Promise<void> {
    const tcp = await tcpCounts(socket)
    if (socket.writable) say({ tcp })
    ended()
  }
}
