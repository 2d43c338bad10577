import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll } from 'vitest'

import { ROOT, run, start } from '../../support/programs/processes.ts'
import type { Ended, Running } from '../../support/programs/processes.ts'

/** A server that was started as a command. */
export interface ServerCommand extends Running {
  readonly port: string
}

/** Starts `wyndrvr`. */
export function wyndrvr(...words: string[]): Running {
  return start(process.execPath, [join(ROOT, 'lib/wyndrvr.js'), ...words])
}

/** Runs `wyndrvr-client` to its end. */
export async function client(...words: string[]): Promise<Ended> {
  return run(process.execPath, [join(ROOT, 'lib/wyndrvr-client.js'), ...words])
}

/** Starts `wyndrvr server` on a free port of 127.0.0.1, and waits until it listens. */
export async function serve(...words: string[]): Promise<ServerCommand> {
  const running = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', ...words)
  const [, port = ''] = await running.printed(/:(\d+)\n[\s\S]*Waiting/)
  return { ...running, port }
}

/** Starts `wyndrvr server --announce json` on a free port of 127.0.0.1, and waits for its announcement. */
export async function announced(...words: string[]): Promise<Running & { readonly line: string }> {
  const running = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--announce', 'json', ...words)
  const [line] = await running.printed(/^\{.*\}\n/)
  return { ...running, line }
}

/** The warning of a server in a mode that the platform limits; empty without one. */
export function warnings(mode: string): string {
  return mode === 'thread' && process.platform !== 'linux'
    ? 'wyndrvr: This platform cannot share a port between threads: one worker thread serves all connections.\n'
    : ''
}

/** A temporary folder that is removed after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
