import { noCommand } from '../printable.ts'
import { pastRunsJson } from '../report/formats/past-runs-json.ts'
import { pastRunsPage } from '../report/markdown/past-runs-page.ts'
import { pastRunsLines } from '../report/terminal/past-runs-lines.ts'
import type { PastRuns } from '../report/past-runs.ts'
import { columnsOf, wantsColor } from './color.ts'
import { NOT_MEASURED } from './exit.ts'
import { checkOutput, saveText } from './output.ts'
import { readPast } from './read-past.ts'
import type { PastFlags } from './read-past.ts'

/** The flags of a `history show` command line. */
export interface ShowFlags extends PastFlags {
  readonly format: 'terminal' | 'markdown' | 'html' | 'json'
  readonly last: number
  readonly output?: string
}

/**
 * Runs a `history show` command line.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export async function runHistoryShow(flags: ShowFlags): Promise<void> {
  const { output } = flags
  const past = readPast(flags)
  checkOutput(output)
  const text = await textOf(past, flags)
  const isForPeople = flags.format === 'terminal' || flags.format === 'markdown'
  if (output === undefined) process.stdout.write(isForPeople ? noCommand(text) : text)
  else if (saveText(output, text)) process.exitCode = NOT_MEASURED
}

async function textOf(past: PastRuns, { format, last, output }: ShowFlags): Promise<string> {
  const toScreen = output === undefined
  switch (format) {
    case 'terminal': {
      const style = {
        columns: columnsOf(toScreen ? process.stdout : {}),
        color: toScreen && wantsColor(process.stdout, process.env),
      }
      return `${pastRunsLines(past, style).join('\n')}\n`
    }
    case 'markdown':
      return pastRunsPage(past, last)
    case 'html': {
      // Charts take a library that nothing else needs.
      const { historyPage } = await import('../report/html/history-page.ts')
      return historyPage(past)
    }
    case 'json':
      return pastRunsJson(past)
  }
}
