import { fileURLToPath } from 'node:url'

import * as v from 'valibot'

import type { Bench } from '../types.ts'
import { startServer } from './child.ts'
import type { RunningServer } from './child.ts'
import { placed } from './places.ts'
import type { Places } from './places.ts'
import { run } from './run.ts'

/** The built program, as npm installs it. */
export const BIN: string = fileURLToPath(new URL('../../lib/wyndrvr.js', import.meta.url))

const DOCUMENT = v.object({
  measurements: v.array(
    v.object({
      kind: v.string(),
      mbps: v.nullish(v.number()),
      bytes: v.nullish(v.number()),
      p50: v.nullish(v.number()),
      received: v.nullish(v.number()),
      rate: v.nullish(v.number()),
      failed: v.nullish(v.number()),
      lost: v.nullish(v.number()),
      droppedByHost: v.nullish(v.number()),
    }),
  ),
})

/** The figures of our client that the bench reads. */
export type Measurement = v.InferOutput<typeof DOCUMENT>['measurements'][number]

/** A server that our client can measure, and its port. */
export interface OurServer extends RunningServer {
  readonly port: number
}

/** Starts our server as a user would, on a free port. */
export async function startOurs(
  signal: AbortSignal,
  words: readonly string[] = [],
  places: Places | null = null,
  env: Readonly<Record<string, string>> = {},
): Promise<OurServer> {
  const all = [BIN, 'server', '--host', '127.0.0.1', '--port', '0', ...words]
  const server = await startServer(
    ...placed(places, 'programs', process.execPath, all),
    /started on \S+:(\d+)/,
    signal,
    env,
  )
  return { ...server, port: Number(server.ready[1]) }
}

/** Runs our client against that server. */
export async function runOurs(
  { port }: OurServer,
  words: readonly string[],
  bench: Bench,
  part: keyof Places = 'transfers',
): Promise<readonly Measurement[]> {
  const client = [BIN, 'client', '--host', '127.0.0.1', '--port', String(port), '--json', ...words]
  const { stdout } = await run(...placed(bench.places, part, process.execPath, client), bench)
  return v.parse(DOCUMENT, JSON.parse(stdout)).measurements
}
