import { spawnSync } from 'node:child_process'

import { freePort } from '../../../src/host/free-port.ts'
import { start } from './processes.ts'
import type { Running } from './processes.ts'

/** A running `iperf3 -s`. */
export interface Iperf3Server extends AsyncDisposable {
  readonly address: { readonly host: string; readonly port: number }
  readonly running: Running
}

/** Whether this machine has the iperf3 program; if not, says so on standard error. */
export function hasIperf3Program(): boolean {
  if (spawnSync('iperf3', ['--version']).status === 0) return true
  process.stderr.write('iperf3: skipped. These tests need iperf3, which is not in PATH.\n')
  return false
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
