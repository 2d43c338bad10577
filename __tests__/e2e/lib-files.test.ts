import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { ROOT } from '../support/programs/processes.ts'

// Starting would take twice as long if the version loaded everything, and each worker of a server would hold it in memory.
test.each([
  [
    ['wyndrvr.js', 'version.js'],
    ['engine.js', 'worker.js'],
  ],
  [['background-entry.js', 'thread-entry.js', 'process-entry.js'], ['engine.js']],
])('%j of lib load none of %j', (entries, others) => {
  const loaded = [...new Set(entries.flatMap((entry) => filesFrom(entry)))]
  expect(loaded).toEqual(expect.arrayContaining(entries))
  expect(loaded.filter((file) => others.includes(file))).toEqual([])
})

/** A file of `lib/` and those that it imports statically. */
function filesFrom(entry: string, found = new Set<string>()): readonly string[] {
  if (found.has(entry)) return []
  found.add(entry)
  const text = readFileSync(join(ROOT, 'lib', entry), 'utf8')
  for (const [, file = ''] of text.matchAll(/^(?:import|export)[^;]*?from "\.\/([^"]+)"/gm))
    filesFrom(file, found)
  return [...found]
}
