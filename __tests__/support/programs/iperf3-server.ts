import { freePort } from '../../../src/host/free-port.ts'
import { start } from './processes.ts'
import type { Running } from './processes.ts'

/** A running `iperf3 -s`. */
export interface Iperf3Server extends AsyncDisposable {
  readonly address: { readonly host: string; readonly port: number }
  readonly running: Running
}

/** Starts one on a free port, and waits until it listens. */
export async function startIperf3Server(...words: readonly string[]): Promise<Iperf3Server> {
  const port = await freePort()
  const running = start('iperf3', ['-s', '-p', String(port), '--forceflush', ...words])
  await running.printed(/Server listening/)
  return {
    address: { host: '127.0.0.1', port },
    running,
    [Symbol.asyncDispose]: async () => running[Symbol.asyncDispose](),
  }
}
