import { once } from 'node:events'
import type { EventEmitter } from 'node:events'

/**
 * The first argument of the next such event. What it is, is the emitter's word: T is not checked.
 * @throws what the emitter emits as 'error' before it
 */
export async function nextEvent<T>(emitter: EventEmitter, event: string): Promise<T> {
  const [value] = await once(emitter, event)
  return value
}
