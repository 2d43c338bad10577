import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { askPath, GAUGE_VARIABLES, tellerOf } from './gauge-words.ts'
import type { Gauged, Told } from './gauge-words.ts'
import { pause } from './pause.ts'

/** How long (ms) threads may take to answer. */
const PATIENCE = 20_000

/** The module that is loaded into the threads of a server. */
const ENTRY = new URL('gauge-entry.ts', import.meta.url)

/** Looks into the threads of a server. Disposing of it removes its files. */
export class Gauge implements Disposable {
  /** The environment of the server. */
  readonly env: Readonly<Record<string, string>>
  readonly #folder = mkdtempSync(join(tmpdir(), 'wyndrvr-soak-'))
  #asked = 0

  constructor(what: Gauged) {
    this.env = {
      NODE_OPTIONS: `--import ${ENTRY.href}`,
      [GAUGE_VARIABLES.folder]: this.#folder,
      [GAUGE_VARIABLES.what]: what,
    }
  }

  /** What all threads of these processes hold. Throws if one does not answer. */
  async ask(pids: readonly number[]): Promise<Omit<Told, 'number'>> {
    this.#asked += 1
    writeFileSync(askPath(this.#folder), String(this.#asked))
    const end = performance.now() + PATIENCE
    for (;;) {
      const told = this.#toldBy(pids)
      if (told.length > 0 && told.every((one) => one?.number === this.#asked)) {
        return {
          timers: told.reduce((sum, one) => sum + (one?.timers ?? 0), 0),
          heap: told.reduce((sum, one) => sum + (one?.heap ?? 0), 0),
        }
      }
      if (performance.now() > end) throw new Error(`A thread did not answer within ${PATIENCE / 1000} s.`)
      await pause(10)
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** The answers of these processes; `null` for one that is being written. */
  #toldBy(pids: readonly number[]): readonly (Told | null)[] {
    return readdirSync(this.#folder)
      .filter((name) => pids.includes(tellerOf(name) ?? 0))
      .map((name) => readTold(join(this.#folder, name)))
  }
}

function readTold(path: string): Told | null {
  try {
    const told: Told = JSON.parse(readFileSync(path, 'utf8'))
    return told
  } catch {
    return null
  }
}
