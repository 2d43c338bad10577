import { describe, test } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import { skipBusy } from '../support/machine/busy-machine.ts'
import { wyndrvr } from '../support/programs/bins.ts'
import { canRunLab } from './can-run.ts'
import { costlyPath } from './costly-path.ts'

// Each test has its own namespaces, so both run at once.
describe
  .runIf(await canRunLab())
  .concurrent('a comparison of a direct path with one through a tunnel', () => {
    test.for([
      { share: 0.92, verdict: 'worse', code: 1 },
      { share: 0.99, verdict: 'same', code: 0 },
    ])('judges $share of the throughput as $verdict', async ({ share, verdict, code }, { expect, skip }) => {
      await using path = await costlyPath(100, share)
      const line = `compare --base ${path.direct} --head ${path.tunnel} --measure download --budget 40s --margin 5% --json`
      await using comparing = path.client.start(process.execPath, wyndrvr(line))
      const ended = await comparing.ended
      const [comparison] = readDocument(ended.stdout, 'stdout').comparisons
      skipBusy(comparison?.verdict === 'inconclusive' ? comparison.sentence : null, skip)
      expect(comparison).toMatchObject({ metric: 'download.mbps', verdict })
      expect(ended.code).toBe(code)
      // The interval misses the truth 1 in 50 times; the estimate is always near it. The floor is the control: how far base
      // was from itself at the same time.
      const near = Math.max(0.03, comparison?.floor ?? 0)
      expect(Math.abs((comparison?.change ?? 0) - (share - 1))).toBeLessThan(near)
    })
  })
