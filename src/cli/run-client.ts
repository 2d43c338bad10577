import { closeSync, openSync, writeFileSync } from 'node:fs'

import { runConcurrent } from '../client/concurrent.ts'
import { runSuite, TESTS } from '../client/suite.ts'
import type { SuiteListener, SuiteOptions } from '../client/suite.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import {
  concurrentStarted,
  concurrentSummary,
  connected,
  latencyStarted,
  measurementLines,
  probeLine,
  suiteHeader,
  suiteSummary,
  throughputStarted,
} from '../report/seed-session.ts'
import { writeDocument } from '../results/document.ts'
import type { ResultDocument } from '../results/types.ts'
import { SEED_MEGABYTE } from '../units.ts'
import type { ClientFlags } from './client.ts'
import { exitCodeOf, INTERRUPTED, NOT_MEASURED } from './exit.ts'

interface Outcome {
  readonly document: ResultDocument
  readonly failures: readonly { readonly code: ErrorCode; readonly message: string }[]
}

/** Runs what a client command line asks for, prints it, and sets the exit code. */
export async function runClient(flags: ClientFlags): Promise<void> {
  checkOutput(flags.output)
  const print = (lines: readonly string[]): void => {
    const stream = flags.json ? process.stderr : process.stdout
    stream.write(`${lines.join('\n')}\n`)
  }
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  const suite: SuiteOptions = {
    host: flags.host,
    port: flags.port,
    tests: flags.test === 'all' ? TESTS : [flags.test],
    count: flags.count,
    size: Math.max(1, Math.round(flags.size * SEED_MEGABYTE)),
    timeout: flags.timeout * 1000,
  }
  const { document, failures } =
    flags.concurrent === undefined
      ? await runOne(suite, flags.test === 'all', interrupt.signal, print)
      : await runMany(flags.concurrent, suite, interrupt.signal, print)
  process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal)
  if (flags.json) process.stdout.write(writeDocument(document))
  for (const { message } of failures) process.stderr.write(`wyndrvr: ${message}\n`)
  const [first] = failures
  if (interrupt.signal.aborted) process.exitCode = INTERRUPTED
  else if (first) process.exitCode = exitCodeOf(first.code)
  saveOutput(flags.output, document)
}

async function runOne(
  suite: SuiteOptions,
  all: boolean,
  signal: AbortSignal,
  print: (lines: readonly string[]) => void,
): Promise<Outcome> {
  const listener: SuiteListener = {
    onConnect: ({ host, port }) => print([...connected(host, port), ...(all ? suiteHeader() : [])]),
    onStart: (test) =>
      print(
        test === 'latency' ? latencyStarted(suite.count ?? 0) : throughputStarted(test, Number(suite.size)),
      ),
    onProbe: ({ number, count, rtt }) => print([probeLine(number, count, rtt)]),
    onMeasurement: (measurement) => print(measurementLines(measurement)),
  }
  const { document, error } = await runSuite({ ...suite, signal, listener })
  if (all && document.measurements.length > 0) print(suiteSummary(document.measurements))
  return { document, failures: error ? [error] : [] }
}

async function runMany(
  clients: number,
  suite: SuiteOptions,
  signal: AbortSignal,
  print: (lines: readonly string[]) => void,
): Promise<Outcome> {
  print(concurrentStarted(clients))
  const startedAt = performance.now()
  // A sequential server lets each client wait for all the others.
  const timeout = Number(suite.timeout) + clients * 1000
  const results = await runConcurrent(clients, { ...suite, timeout }, signal)
  const seconds = (performance.now() - startedAt) / 1000
  const lines = results.map(({ client, document, error }) => ({
    client,
    measurements: document.measurements,
    failure: error?.message ?? null,
  }))
  print(concurrentSummary(lines, seconds))
  const errors = results.flatMap(({ error }) => error ?? [])
  return { document: merge(results.map(({ document }) => document)), failures: summarised(errors, clients) }
}

/** One document of all clients' measurements, under what the first of them that connected knew. */
function merge(documents: readonly ResultDocument[]): ResultDocument {
  const head = documents.find(({ target }) => target.dialect !== null) ?? documents[0]
  if (head === undefined) throw new WyndrvrError('ERR_WYNDRVR_WORKER', 'No client has measured.')
  return { ...head, measurements: documents.flatMap(({ measurements }) => measurements) }
}

/** A thousand clients that fail alike are one sentence. */
function summarised(errors: Outcome['failures'], clients: number): Outcome['failures'] {
  const [first] = errors
  if (first === undefined) return []
  return [
    {
      code: first.code,
      message: `${errors.length} of ${clients} clients failed. The first: ${first.message}`,
    },
  ]
}

/** A file that can't be written is told before anything is measured. */
function checkOutput(file: string | undefined): void {
  if (file === undefined) return
  try {
    // Without the truncation that writing does: what an earlier run left stays until there is something new.
    closeSync(openSync(file, 'a'))
  } catch (error) {
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', `--output ${file} can't be written: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}

function saveOutput(file: string | undefined, document: ResultDocument): void {
  if (file === undefined) return
  try {
    writeFileSync(file, writeDocument(document))
  } catch (error) {
    process.stderr.write(`wyndrvr: --output ${file} could not be written: ${messageOf(error)}.\n`)
    process.exitCode ??= NOT_MEASURED
  }
}
