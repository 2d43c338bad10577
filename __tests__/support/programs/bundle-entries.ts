import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import { bundleLibrary } from '../../../scripts/bundle-library.ts'
import { ENTRIES } from '../../../scripts/entries.ts'
import { BUNDLES } from './bundles.ts'

/** Bundles what tests start as threads and processes, before the first test, and before each further run in watch mode. */
export async function setup(project: TestProject): Promise<void> {
  mkdirSync(BUNDLES, { recursive: true })
  writeFileSync(join(BUNDLES, 'package.json'), '{ "type": "module" }\n')
  await bundle()
  project.onTestsRerun(bundle)
}

async function bundle(): Promise<void> {
  const entries = Object.entries(ENTRIES).filter(([name]) => /-(?:entry|thread)$/.test(name))
  await bundleLibrary(Object.fromEntries(entries), BUNDLES)
}
