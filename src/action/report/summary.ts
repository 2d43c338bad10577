import { writeFileSync } from 'node:fs'

import * as core from '@actions/core'

import { messageOf } from '../../errors.ts'
import { sayLines } from '../log.ts'
import { temporaryFile } from '../places.ts'

/** Adds to the job summary, which keeps what was there. Where there is none the text goes to the log. */
export async function addToSummary(text: string): Promise<void> {
  try {
    await core.summary.addRaw(text, true).write()
  } catch (error) {
    core.warning(`The job summary could not be written: ${messageOf(error)}`)
    core.startGroup('What it would have said')
    sayLines(text.split('\n'))
    core.endGroup()
  }
}

/** Writes the summary's text to a file of its own, for the output `summary-file`. */
export function saveSummary(text: string): void {
  try {
    const path = temporaryFile('summary', 'md')
    writeFileSync(path, text)
    core.setOutput('summary-file', path)
  } catch (error) {
    core.warning(`The summary's file could not be written: ${messageOf(error)}`)
  }
}
