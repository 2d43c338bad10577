import type { Together } from '../results/types.ts'
import { timeText } from '../text/time.ts'
import { plain } from './plain.ts'

/** Where each of several clients measured. Empty if they were in one place. */
export function placeLines(together: Together | undefined): readonly string[] {
  if (together === undefined) return []
  return together.clients.map(({ client, from }) => `Client ${client}: from ${plain(from.join(' '))}`)
}

/** How far apart clients in several places began their tests. Empty if none began. */
export function startLines(together: Together | undefined): readonly string[] {
  const starts = together?.starts ?? []
  const [widest] = starts.toSorted((one, other) => other.apart - one.apart)
  if (widest === undefined) return []
  const each = starts.length === 1 ? 'the test' : 'each test'
  return [
    `The clients began ${each} within ${timeText(widest.apart)} (clocks compared to ${timeText(widest.error)})`,
  ]
}
