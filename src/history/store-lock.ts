import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'

import { WyndrvrError } from '../errors.ts'
import { takeMeasuringLock } from '../host/measuring-lock.ts'
import type { LockPlace, MeasuringLock } from '../host/measuring-lock.ts'

/** How long (ms) to wait for other writers, each of which takes some milliseconds. */
const PATIENCE = 30_000

/** Ports of stores: two stores that share one take turns, which costs nothing. */
const [FIRST_PORT, PORTS] = [20_600, 400]

/**
 * Changes a store while no other process of this machine does. The lock leaves no file behind that a cache or a commit would
 * keep, and the kernel frees it if its holder crashes.
 * @throws {WyndrvrError} `ERR_WYNDRVR_BUSY` if another process keeps it
 */
export async function whileWriting<T>(folder: string, change: () => T): Promise<T> {
  const lock = await lockOf(folder)
  try {
    return change()
  } finally {
    await lock.release()
  }
}

async function lockOf(folder: string): Promise<MeasuringLock> {
  try {
    return await takeMeasuringLock({ place: placeOf(folder), patience: PATIENCE })
  } catch (error) {
    if (!(error instanceof WyndrvrError) || error.code !== 'ERR_WYNDRVR_BUSY') throw error
    const sentence = `Another process has been writing to the store ${folder} for ${PATIENCE / 1000} s. End it, or try again later.`
    throw new WyndrvrError('ERR_WYNDRVR_BUSY', sentence, { cause: error })
  }
}

function placeOf(folder: string): LockPlace {
  const digest = createHash('sha256').update(realpathSync(folder)).digest()
  const id = digest.toString('hex').slice(0, 16)
  if (process.platform === 'linux') return { path: `\0wyndrvr-history-${id}` }
  if (process.platform === 'win32') return { path: String.raw`\\.\pipe\wyndrvr-history-${id}` }
  return { host: '127.0.0.1', port: FIRST_PORT + (digest.readUInt32BE() % PORTS) }
}
