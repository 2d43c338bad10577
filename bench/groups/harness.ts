import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { harnessProject } from '../tools/project.ts'
import { run } from '../tools/run.ts'
import type { Bench, Group, Sample } from '../types.ts'

const SPECS_A_FILE = 5
const FILES = 2

/** Duration of each spec's measurement, s. */
const MEASURING = 0.2

const STARTS = 9

/** The overhead of a suite beside measuring, and the start of a file's server. No peer does this. */
export const HARNESS: Group = {
  arms: [
    { name: 'wyndrvr/vitest', run: overhead },
    { name: 'its server', run: readiness },
  ],
  rows: [
    {
      name: 'harness',
      work: `vitest harness: a suite of ${SPECS_A_FILE * FILES} specs, time not spent measuring`,
      figure: 'overhead',
      ours: 'wyndrvr/vitest',
      against: [],
      reach: { bound: 'at most', amount: 2000 },
    },
    {
      name: 'harness-server',
      work: `vitest harness: start of a file's server, median of ${STARTS}`,
      figure: 'ready',
      ours: 'its server',
      against: [],
      reach: { bound: 'at most', amount: 300 },
    },
  ],
}

const CONFIG = `import { defineConfig } from 'vitest/config'
import { wyndrvr } from 'wyndrvr/vitest/config'

export default defineConfig({ plugins: [wyndrvr()] })
`

const SUITE = `import { expect, test } from 'wyndrvr/vitest'

for (let number = 1; number <= ${SPECS_A_FILE}; number += 1) {
  test('spec ' + number, async ({ link }) => {
    const latency = await link.latency({ duration: '${MEASURING}s' })
    expect(latency.lost).toBe(0)
  })
}
`

const SERVERS = `import { writeFileSync } from 'node:fs'
import { test } from 'wyndrvr/vitest'

test('servers', async ({ startServer }) => {
  const times = []
  for (let number = 1; number <= ${STARTS}; number += 1) {
    const begun = performance.now()
    await startServer({})
    times.push(performance.now() - begun)
  }
  writeFileSync(import.meta.dirname + '/times.json', JSON.stringify(times))
})
`

async function overhead(bench: Bench): Promise<Sample> {
  const files = Array.from({ length: FILES }, (_, index) => [`suite/${index}.net.test.ts`, SUITE] as const)
  const folder = await harnessProject({ 'vitest.config.ts': CONFIG, ...Object.fromEntries(files) }, bench)
  const milliseconds = await vitest(folder, 'suite', bench)
  return { overhead: milliseconds - MEASURING * 1000 * SPECS_A_FILE * FILES }
}

async function readiness(bench: Bench): Promise<Sample> {
  const folder = await harnessProject({ 'vitest.config.ts': CONFIG, 'servers/a.net.test.ts': SERVERS }, bench)
  await vitest(folder, 'servers', bench)
  const times: number[] = JSON.parse(readFileSync(join(folder, 'servers/times.json'), 'utf8'))
  return { ready: times.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)] ?? Number.NaN }
}

async function vitest(folder: string, filter: string, bench: Bench): Promise<number> {
  const program = join(folder, 'node_modules/vitest/vitest.mjs')
  const { milliseconds } = await run(process.execPath, [program, 'run', '--root', folder, filter], bench)
  return milliseconds
}
