import { runConcurrent } from '../client/concurrent.ts'
import { connectRatePlan } from '../client/connect-plan.ts'
import type { ConnectRatePlan } from '../client/connect-plan.ts'
import { latencyPlan } from '../client/latency-plan.ts'
import type { LatencyPlan } from '../client/latency-plan.ts'
import { newDocument, runSuite, SEED_TESTS } from '../client/suite.ts'
import type { SuiteListener, SuiteOptions, TestName } from '../client/suite.ts'
import { throughputPlan } from '../client/throughput-plan.ts'
import type { ThroughputPlan } from '../client/throughput-plan.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import {
  connected,
  connectStarted,
  latencyStarted,
  measurementLines,
  probeLine,
  suiteHeader,
  suiteSummary,
  throughputStarted,
} from '../report/seed-session.ts'
import { verdictLines } from '../report/verdicts.ts'
import { concurrentStarted, concurrentSummary } from '../report/session/concurrent.ts'
import { writeDocument } from '../results/document.ts'
import type { ResultDocument } from '../results/types.ts'
import { milliseconds } from '../units.ts'
import { judgeDocument } from '../verdict/judge-document.ts'
import { parseThreshold } from '../verdict/parse.ts'
import { printThreshold } from '../verdict/threshold.ts'
import type { Threshold } from '../verdict/threshold.ts'
import { Batch } from './batch.ts'
import type { ClientFlags } from './client.ts'
import { EventStream } from './event-stream.ts'
import { exitCodeOf, exitCodeOfVerdicts, INTERRUPTED, NOT_MEASURED } from './exit.ts'
import type { Failure } from './exit.ts'
import { checkOutput, saveOutput } from './output.ts'

interface Outcome {
  readonly document: ResultDocument
  readonly failures: readonly Failure[]
}

/** Runs what a client command line asks for, prints it, and sets the exit code. */
export async function runClient(flags: ClientFlags): Promise<void> {
  const thresholds = (flags.threshold ?? []).map(limitOf)
  checkOutput(flags.output)
  const print = (lines: readonly string[]): void => {
    const stream = flags.json || flags.jsonStream ? process.stderr : process.stdout
    stream.write(`${lines.join('\n')}\n`)
  }
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  const suite = suiteOf(flags)
  // Before a word is printed: what is out of range is wrong usage.
  const plans = {
    latency: latencyPlan(suite.latency ?? {}),
    throughput: throughputPlan(suite.throughput ?? {}),
    connectRate: connectRatePlan(suite.connectRate ?? {}),
  }
  const events = flags.jsonStream ? new EventStream((line) => process.stdout.write(line)) : null
  const run: Run = { suite, plans, signal: interrupt.signal, print, events }
  const { document: measured, failures } = await (
    flags.concurrent === undefined ? runOne(run, flags.test.includes('all')) : runMany(run, flags.concurrent)
  ).catch((error: unknown) => {
    const { host, port } = flags
    const failure = failureOf(error)
    events?.end(newDocument({ host, port, dialect: null, mode: null }), exitCodeOf(failure.code), failure)
    throw error
  })
  process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal)
  const document = thresholds.length > 0 ? judgeDocument(measured, thresholds) : measured
  if (document.verdicts.length > 0) print(verdictLines(document.verdicts))
  for (const verdict of document.verdicts) events?.verdict(verdict)
  if (flags.json) process.stdout.write(writeDocument(document))
  for (const { message } of failures) process.stderr.write(`wyndrvr: ${message}\n`)
  const [first] = failures
  const unsaved = saveOutput(flags.output, document)
  const code = interrupt.signal.aborted
    ? INTERRUPTED
    : first
      ? exitCodeOf(first.code)
      : unsaved
        ? NOT_MEASURED
        : exitCodeOfVerdicts(document.verdicts)
  if (code !== 0) process.exitCode = code
  events?.end(document, code, first ?? unsaved)
}

/** A threshold on the figures of this run alone. */
function limitOf(line: string): Threshold {
  const threshold = parseThreshold(line)
  if (threshold.kind === 'limit') return threshold
  const sentence = `A client has no other run to compare with, as '${printThreshold(threshold)}' asks for: use wyndrvr check with --baseline.`
  throw new WyndrvrError('ERR_WYNDRVR_VALUE', sentence)
}

function suiteOf(flags: ClientFlags): SuiteOptions {
  const { host, port, dialect, count, size, duration, timeout, interval, payload, busyPoll } = flags
  const { connections: concurrency, streams, warmup, rate, block, reportInterval } = flags
  return {
    host,
    port,
    dialect,
    timeout,
    tests: [...new Set(flags.test.flatMap((test) => (test === 'all' ? SEED_TESTS : [test])))],
    latency: { count, duration, timeout, interval, payload, busyPoll, reportInterval },
    throughput: { size, duration, streams, warmup, rate, block, reportInterval },
    connectRate: { count, duration, concurrency, timeout },
  }
}

interface Plans {
  readonly latency: LatencyPlan
  readonly throughput: ThroughputPlan
  readonly connectRate: ConnectRatePlan
}

interface Run {
  readonly suite: SuiteOptions
  readonly plans: Plans
  readonly signal: AbortSignal
  readonly print: (lines: readonly string[]) => void
  /** `null` where they are not wanted. */
  readonly events: EventStream | null
}

async function runOne({ suite, plans, signal, print, events }: Run, all: boolean): Promise<Outcome> {
  const probes = new Batch(print)
  const listener: SuiteListener = {
    onConnect: (target, begun) => {
      print([...connected(target.host, target.port), ...(all ? suiteHeader() : [])])
      events?.listener.onConnect(target, begun)
    },
    onStart: (test) => print(started(test, plans)),
    onProbe: ({ number, count, rtt }) => probes.add(probeLine(number, count, rtt)),
    onMeasurement: (measurement) => {
      probes.flush()
      print(measurementLines(measurement))
      events?.listener.onMeasurement(measurement)
    },
    ...(events && { onInterval: events.listener.onInterval }),
  }
  const { document, error } = await runSuite({ ...suite, signal, listener })
  if (all && document.measurements.length > 0) print(suiteSummary(document.measurements))
  return { document, failures: error ? [error] : [] }
}

function started(test: TestName, plans: Plans): readonly string[] {
  switch (test) {
    case 'latency':
      return latencyStarted(plans.latency)
    case 'connect':
      return connectStarted(plans.connectRate)
    default:
      return throughputStarted(test, plans.throughput)
  }
}

async function runMany({ suite, signal, print, events }: Run, clients: number): Promise<Outcome> {
  print(concurrentStarted(clients))
  const startedAt = performance.now()
  // A sequential server lets each client wait for all the others.
  const timeout = milliseconds(suite.timeout ?? '10s') + clients * 1000
  const results = await runConcurrent(clients, { ...suite, timeout }, signal, events?.listener)
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

function failureOf(error: unknown): Failure {
  return error instanceof WyndrvrError ? error : { code: 'ERR_WYNDRVR_WORKER', message: messageOf(error) }
}
