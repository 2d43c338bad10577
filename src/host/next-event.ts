import { once } from 'node:events'
import type { EventEmitter } from 'node:events'

/**
 * The first argument of the next event of that name. Its type T is not checked.
 * @throws the value of an 'error' event that the emitter emits first
 */
export async function nextEvent<T>(emitter: EventEmitter, event: string): Promise<T> {
  const [value] = await once(emitter, event)
  return value
}
