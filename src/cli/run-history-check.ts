import { pastRunsJson } from '../report/formats/past-runs-json.ts'
import { runsText } from '../report/past-runs.ts'
import { plain } from '../report/plain.ts'
import { verdictLines } from '../report/verdicts.ts'
import { judgeHistory } from '../verdict/judge-history.ts'
import { FAILED, failureJson, failureOf, NOT_MEASURED } from './exit.ts'
import { readPast } from './read-past.ts'
import type { PastFlags } from './read-past.ts'
import { say } from './say.ts'

/** The flags of a `history check` command line. */
export interface CheckHistoryFlags extends PastFlags {
  /** A share. */
  readonly margin: number
  readonly failOnTooFew?: boolean
  readonly json?: boolean
}

/**
 * Runs a `history check` command line: judges the latest change of each metric, and sets the exit code.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function runHistoryCheck(flags: CheckHistoryFlags): void {
  try {
    check(flags)
  } catch (error) {
    // Whoever reads standard output parses it.
    if (flags.json) process.stdout.write(failureJson(failureOf(error)))
    throw error
  }
}

function check(flags: CheckHistoryFlags): void {
  const { margin, failOnTooFew, json } = flags
  const past = readPast(flags)
  const verdicts = past.metrics.map((history) => judgeHistory(history, margin))
  const title = `History of ${plain(past.branch)}, job ${plain(past.job)}: ${runsText(past.entries)}`
  say([title, ...verdictLines(verdicts)], json ? process.stderr : process.stdout)
  if (json) process.stdout.write(pastRunsJson(past, verdicts))
  const states = verdicts.map(({ verdict }) => verdict)
  const tooFew = states.length === 0 || states.includes('invalid')
  if (states.includes('worse')) process.exitCode = FAILED
  else if (failOnTooFew === true && tooFew) process.exitCode = NOT_MEASURED
}
