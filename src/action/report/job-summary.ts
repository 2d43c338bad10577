import { writeFileSync } from 'node:fs'

import * as core from '@actions/core'

import { messageOf } from '../../errors.ts'
import { outcomeLine } from '../../report/markdown/headline.ts'
import { markdownReport } from '../../report/markdown/markdown-report.ts'
import { SUMMARY_LIMIT } from '../../report/markdown/fit.ts'
import type { MarkdownInput } from '../../report/markdown/input.ts'
import { logLine, logLines } from '../log.ts'
import { temporaryFile } from '../temporary-files.ts'

/** Logs the outcome, and writes the report to the job summary and to the file that the output `summary-file` names. */
export async function summarize(report: MarkdownInput): Promise<void> {
  logLine(outcomeLine(report))
  const text = markdownReport(report, SUMMARY_LIMIT)
  saveSummaryFile(text)
  await addToJobSummary(text)
}

/** Appends Markdown to the job summary, or to the log if the summary cannot be written. */
export async function addToJobSummary(text: string): Promise<void> {
  try {
    await core.summary.addRaw(text, true).write()
  } catch (error) {
    core.warning(`Could not write the job summary: ${messageOf(error)}`)
    core.startGroup('Text of the job summary')
    logLines(text.split('\n'))
    core.endGroup()
  }
}

function saveSummaryFile(text: string): void {
  try {
    const path = temporaryFile('summary', 'md')
    writeFileSync(path, text)
    core.setOutput('summary-file', path)
  } catch (error) {
    core.warning(`Could not write the file for the output summary-file: ${messageOf(error)}`)
  }
}
