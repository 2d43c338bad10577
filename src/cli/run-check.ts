import { usageError } from '../check.ts'
import { WyndrvrError } from '../errors.ts'
import { verdictLines } from '../report/verdicts.ts'
import { readResults } from '../documents/read-results.ts'
import { writeDocument } from '../results/document.ts'
import { judgeDocument } from '../verdict/judge-document.ts'
import { otherRuns } from '../verdict/other-runs.ts'
import { parseThreshold, parseThresholds } from '../verdict/parse.ts'
import { exitCodeOf, exitCodeOfVerdicts, failureJson, failureOf, NOT_MEASURED } from './exit.ts'
import { catchInterrupts } from './interrupt.ts'
import { checkOutput, saveOutput } from './output.ts'
import { complain, say } from './say.ts'
import { historyOf } from './history-flags.ts'
import type { HistoryFlags } from './history-flags.ts'
import { textOf } from './text-of.ts'

/** The flags of a check command line. */
export interface CheckFlags extends HistoryFlags {
  readonly threshold?: readonly string[]
  readonly thresholds?: string
  readonly baseline?: readonly string[]
  readonly allowInvalid?: boolean
  readonly json?: boolean
  readonly output?: string
}

/** Runs a check command line: judges the document, prints the verdicts, and sets the exit code. */
export async function runCheck(results: string, flags: CheckFlags): Promise<void> {
  using interrupt = await catchInterrupts()
  try {
    if (interrupt.signal.aborted) throw new WyndrvrError('ERR_WYNDRVR_ABORTED', 'The check was stopped.')
    check(results, flags)
  } catch (error) {
    // There is no document to print, but whoever reads standard output parses it.
    const failure = failureOf(error)
    if (flags.json) process.stdout.write(failureJson(failure))
    complain(failure.message)
    process.exitCode = interrupt.code ?? exitCodeOf(failure.code)
  }
}

function check(results: string, flags: CheckFlags): void {
  const { threshold = [], thresholds: file, baseline = [], allowInvalid, json, output } = flags
  const lines = threshold.map((line) => parseThreshold(line))
  const listed = file === undefined ? [] : parseThresholds(textOf(file), file)
  const thresholds = [...lines, ...listed]
  if (thresholds.length === 0 && baseline.length === 0 && flags.history === undefined) {
    const sentence = `Nothing to judge ${results} against. Give --threshold, --thresholds or --baseline.`
    throw usageError(sentence)
  }
  const document = readResults(textOf(results), results)
  const earlier = baseline.map((path) => ({ name: path, document: readResults(textOf(path), path) }))
  const { kept, leftOut } = otherRuns(document, earlier)
  if (baseline.length > 0 && kept.length === 0) {
    const sentence = `--baseline names only the run of ${results} itself. Give documents of earlier runs.`
    throw usageError(sentence)
  }
  const history = historyOf(flags, thresholds, process.env)
  checkOutput(output)
  for (const { name } of leftOut) complain(`${name} is ignored: its run is already in the baseline.`)
  const judged = judgeDocument(document, thresholds, {
    baseline: kept.map((one) => one.document),
    history,
  })
  say(verdictLines(judged.verdicts).slice(1), json ? process.stderr : process.stdout)
  if (json) process.stdout.write(writeDocument(judged))
  const unsaved = saveOutput(output, judged)
  const code = exitCodeOfVerdicts(judged.verdicts, allowInvalid)
  process.exitCode = code === 0 && unsaved ? NOT_MEASURED : code
}
