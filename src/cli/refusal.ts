import { DEFAULT_SERVER } from '../address.ts'
import { newDocument } from '../host/new-document.ts'
import { writeDocument } from '../results/document.ts'
import { EventStream } from './event-stream.ts'
import { failureJson, USAGE } from './exit.ts'

/** Prints what whoever reads `--json` or `--json-stream` parses, for a command line that was refused as a whole. */
export function printRefusal(words: readonly string[], message: string): void {
  const failure = { code: 'ERR_WYNDRVR_VALUE', message } as const
  const write = (text: string): void => void process.stdout.write(text)
  if (words.includes('--json-stream')) new EventStream(write).end(newDocument(DEFAULT_SERVER), USAGE, failure)
  else if (!words.includes('--json')) return
  else if (['check', 'history'].includes(words[0] ?? '')) write(failureJson(failure))
  else write(writeDocument(newDocument(DEFAULT_SERVER)))
}
