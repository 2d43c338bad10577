import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder that the test files of one run share; removed after the run. */
    runFolder: string
  }
}

/** Makes a folder for what several test files use, such as the packed package. */
export function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-run-'))
  provide('runFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
