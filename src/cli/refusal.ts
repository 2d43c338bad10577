import { newDocument } from '../host/new-document.ts'
import { writeDocument } from '../results/document.ts'
import { EventStream } from './event-stream.ts'
import { failureJson, USAGE } from './exit.ts'

/** The server of a command line that names none. */
const DEFAULT_TARGET = { host: '127.0.0.1', port: 5001 } as const

/** Prints what whoever reads `--json` or `--json-stream` parses, for a command line that was refused as a whole. */
export function printRefusal(words: readonly string[], message: string): void {
  const failure = { code: 'ERR_WYNDRVR_VALUE', message } as const
  const write = (text: string): void => void process.stdout.write(text)
  if (words.includes('--json-stream')) new EventStream(write).end(newDocument(DEFAULT_TARGET), USAGE, failure)
  else if (!words.includes('--json')) return
  else if (words[0] === 'check') write(failureJson(failure))
  else write(writeDocument(newDocument(DEFAULT_TARGET)))
}
