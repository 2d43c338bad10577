import { costlyPath } from '../../__tests__/lab/costly-path.ts'
import { wyndrvr } from '../../__tests__/support/programs/bins.ts'
import { compare } from '../../src/compare/compare.ts'
import { readDocument } from '../../src/results/document.ts'
import type { Verdict } from '../../src/results/types.ts'
import { startOurs } from '../tools/ours.ts'
import { usualPlaces } from '../tools/places.ts'
import type { CalibrationRow } from './rows.ts'

/** Number of comparisons of two identical servers, and their duration, s. */
const REAL_AA = 20
const REAL_AA_TIME = 20

/** Shares of a 100 Mbit/s cable left by a tunnel, and the expected verdict of a comparison with the direct path. */
const REAL_AB = [
  { share: 0.92, wanted: 'worse' },
  { share: 0.99, wanted: 'same' },
] as const

/** Real comparisons of two identical servers, placed and restarted each time: none may be worse. */
export async function realAa(signal: AbortSignal): Promise<CalibrationRow> {
  const verdicts: Verdict[] = []
  const places = usualPlaces()
  for (let run = 1; run <= REAL_AA; run += 1) {
    process.stderr.write(`real A/A, ${run} of ${REAL_AA}\n`)
    await using base = await startOurs(signal, [], places)
    await using head = await startOurs(signal, [], places)
    const { document, error } = await compare({
      base: { host: '127.0.0.1', port: base.port },
      head: { host: '127.0.0.1', port: head.port },
      budget: REAL_AA_TIME * 1000,
      signal,
    })
    if (error) throw error
    verdicts.push(...document.verdicts)
    for (const { sentence } of document.verdicts) process.stderr.write(`  ${sentence}\n`)
  }
  const worse = verdicts.filter(({ verdict }) => verdict === 'worse')
  return {
    kind: 'real-aa',
    what: `${REAL_AA} comparisons of two identical servers, loopback, placed, ${REAL_AA_TIME} s each, all measures: worse`,
    result: `${worse.length} of ${verdicts.length} verdicts (${countsOf(verdicts)})`,
    goal: '0',
    met: worse.length === 0,
  }
}

/** Real comparisons of a direct path with a tunnel that costs a known share of a shaped cable. Needs root on Linux. */
export async function realAb(): Promise<readonly CalibrationRow[]> {
  const rows: CalibrationRow[] = []
  for (const { share, wanted } of REAL_AB) {
    process.stderr.write(`real A/B, 100 against ${share * 100} Mbit/s\n`)
    await using path = await costlyPath(100, share)
    const line = `compare --base ${path.direct} --head ${path.tunnel} --measure download --margin 5% --json`
    await using running = path.client.start(process.execPath, wyndrvr(line))
    const { stdout, stderr } = await running.ended
    const [verdict] = readDocument(stdout, stderr).verdicts
    rows.push({
      kind: 'real-ab',
      what: `a tunnel that leaves ${share * 100} of 100 Mbit/s, margin 5 %`,
      result: verdict?.sentence.replace(/^[^ ]* /, '') ?? 'nothing',
      goal: wanted,
      met: verdict?.verdict === wanted,
    })
  }
  return rows
}

function countsOf(verdicts: readonly Verdict[]): string {
  const counts = new Map<string, number>()
  for (const { verdict } of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return [...counts].map(([verdict, count]) => `${verdict} ${count}`).join(', ')
}
