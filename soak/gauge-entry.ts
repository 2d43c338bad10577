/** Loaded into each thread of a server under attack, before its own code. Tells what the thread holds when it is asked. */
import { createHook } from 'node:async_hooks'
import { readFileSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { threadId } from 'node:worker_threads'

import { askPath, GAUGE_VARIABLES, tellPath } from './gauge-words.ts'
import type { Told } from './gauge-words.ts'

/** How often (ms) it looks for a question. */
const EVERY = 20

const folder = process.env[GAUGE_VARIABLES.folder] ?? ''
const what = process.env[GAUGE_VARIABLES.what]
const timers = what === 'timers' ? countTimers() : null
const collect = what === 'heap' ? collector() : null
let answered = 0

tell()
setInterval(look, EVERY).unref()

function look(): void {
  const number = Number(readOrEmpty(askPath(folder)))
  if (number === answered) return
  answered = number
  tell()
}

function tell(): void {
  collect?.()
  const { heapUsed, external } = process.memoryUsage()
  const told: Told = {
    number: answered,
    timers: timers?.size ?? 0,
    heap: collect === null ? 0 : heapUsed + external,
  }
  writeFileSync(tellPath(folder, process.pid, threadId), JSON.stringify(told))
}

/** The timers that have begun and not ended, by their ids. */
function countTimers(): ReadonlySet<number> {
  const open = new Set<number>()
  createHook({
    init: (id, type) => {
      if (type === 'Timeout') open.add(id)
    },
    destroy: (id) => open.delete(id),
  }).enable()
  return open
}

/** Collects all garbage of this thread. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  const run: unknown = runInNewContext('gc')
  return () => {
    // What the first one frees may free more.
    for (let time = 0; time < 2; time += 1) if (typeof run === 'function') run()
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
