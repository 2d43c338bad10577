import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, expect, test, vi } from 'vitest'

import { temporaryFile, temporaryFolder } from '../../src/action/temporary-files.ts'

afterEach(() => vi.unstubAllEnvs())

test.skipIf(process.platform === 'win32')(
  "what root writes in a container, the runner's own user can remove",
  () => {
    const runnerTemp = mkdtempSync(join(tmpdir(), 'wyndrvr-temp-'))
    const before = process.umask(0o077)
    try {
      vi.stubEnv('RUNNER_TEMP', runnerTemp)
      const file = temporaryFile('result', 'json')
      writeFileSync(file, '{}')
      const folder = temporaryFolder('report')
      // The runner owns this folder, which is enough to remove the files in it.
      expect(dirname(file)).toBe(runnerTemp)
      expect(readdirSync(runnerTemp)).toHaveLength(2)
      expect(statSync(folder).mode & 0o777).toBe(0o777)
    } finally {
      process.umask(before)
      rmSync(runnerTemp, { recursive: true })
    }
  },
)
