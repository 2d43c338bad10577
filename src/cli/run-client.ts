import { runConcurrent } from '../suite/concurrent.ts'
import { fullSuite } from '../suite/full-suite.ts'
import { loadedPlan } from '../client/loaded/plan.ts'
import type { LoadedPlan } from '../client/loaded/plan.ts'
import { newDocument } from '../host/new-document.ts'
import { runSuite, SEED_TESTS } from '../suite/suite.ts'
import type { SuiteListener, SuiteOptions } from '../suite/suite.ts'
import { checkTestOptions } from '../suite/step.ts'
import { usageError } from '../check.ts'
import { messageOf, WyndrvrError } from '../errors.ts'
import {
  connected,
  FURTHER_PROBES,
  leftOut,
  measurementLines,
  probeLine,
  suiteHeader,
  suiteSummary,
} from '../report/seed-session.ts'
import { verdictLines } from '../report/verdicts.ts'
import { plain } from '../report/plain.ts'
import { concurrentStarted, concurrentSummary } from '../report/session/concurrent.ts'
import { writeDocument } from '../results/document.ts'
import type { ResultDocument } from '../results/types.ts'
import { milliseconds } from '../units.ts'
import { judgeDocument } from '../verdict/judge-document.ts'
import { parseThreshold } from '../verdict/parse.ts'
import { printThreshold } from '../verdict/threshold.ts'
import type { Threshold } from '../verdict/threshold.ts'
import { Batch } from './batch.ts'
import type { ClientFlags, TestFlag } from './client.ts'
import { EventStream } from './event-stream.ts'
import { exitCodeOf, exitCodeOfVerdicts, INTERRUPTED, NOT_MEASURED } from './exit.ts'
import type { Failure } from './exit.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { checkOutput, saveOutput } from './output.ts'
import { lengthOf, plansOf, shownProbes, startedLines } from './plans.ts'
import { complain } from './say.ts'
import { Screen } from './screen.ts'
import { checkUdpFlags } from './udp-flags.ts'

interface Outcome {
  readonly document: ResultDocument
  readonly failures: readonly Failure[]
}

/** Runs what a client command line asks for, prints it, and sets the exit code. */
export async function runClient(flags: ClientFlags): Promise<void> {
  checkUdpFlags(flags)
  const thresholds = (flags.threshold ?? []).map(limitOf)
  checkOutput(flags.output)
  const screen = new Screen(flags.json || flags.jsonStream ? process.stderr : process.stdout, process.env)
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  const suite = suiteOf(flags)
  // Before a word is printed: what is out of range is wrong usage.
  checkTestOptions(suite)
  const events = flags.jsonStream ? new EventStream((line) => process.stdout.write(line)) : null
  const run: Run = { suite, signal: interrupt.signal, screen, events }
  const { document: measured, failures } = await oneAtATime(flags.overlap, interrupt.signal, async () =>
    flags.concurrent === undefined ? runOne(run, flags.test) : runMany(run, flags.concurrent),
  ).catch((error: unknown) => {
    const { host, port } = flags
    const failure = failureOf(error)
    events?.end(newDocument({ host, port }), exitCodeOf(failure.code), failure)
    throw error
  })
  process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal)
  const document = thresholds.length > 0 ? judgeDocument(measured, thresholds) : measured
  if (document.verdicts.length > 0) screen.print(verdictLines(document.verdicts))
  for (const verdict of document.verdicts) events?.verdict(verdict)
  if (flags.json) process.stdout.write(writeDocument(document))
  for (const { message } of failures) complain(plain(message))
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
  throw usageError(sentence)
}

function suiteOf(flags: ClientFlags): SuiteOptions {
  const { host, port, dialect, count, size, duration, timeout, interval, payload, busyPoll } = flags
  const { connections: concurrency, streams, warmup, rate, block, reportInterval } = flags
  const udp = flags.udp === true
  const tests = testsOf(flags.test)
  // Where there are no probes the payload is that of datagrams alone, which may be smaller.
  const probe = udp && !tests?.includes('latency') ? undefined : payload
  return {
    host,
    port,
    dialect,
    timeout,
    tests,
    transport: udp ? 'udp' : 'tcp',
    latency: { count, duration, timeout, interval, payload: probe, busyPoll, reportInterval },
    datagrams: udp
      ? { size, duration, rate, payload, reportInterval, timeout }
      : tests === 'full'
        ? { duration, rate, reportInterval, timeout }
        : {},
    throughput: udp ? {} : { size, duration, streams, warmup, rate, block, reportInterval },
    // What is out of its range there is right for others, and no matter where it is not asked for.
    ...((flags.test.includes('loaded') || tests === 'full') && {
      loaded: { duration, interval, streams, warmup, payload: probe, timeout, reportInterval },
    }),
    connectRate: { count, duration, concurrency, timeout, reportInterval },
  }
}

/** A full suite has all the others in it. */
function testsOf(flags: readonly TestFlag[]): SuiteOptions['tests'] {
  if (flags.includes('full')) return 'full'
  return [...new Set(flags.flatMap((test) => (test === 'all' ? SEED_TESTS : test === 'full' ? [] : [test])))]
}

interface Run {
  readonly suite: SuiteOptions
  readonly signal: AbortSignal
  readonly screen: Screen
  /** `null` where they are not wanted. */
  readonly events: EventStream | null
}

async function runOne({ suite, signal, screen, events }: Run, tests: readonly TestFlag[]): Promise<Outcome> {
  const print = (lines: readonly string[]): void => screen.print(lines)
  const probes = new Batch(print)
  // How many more probes of the test that runs are shown.
  let room = 0
  // Of a full suite the report at the end tells all: so much more would be between the tests.
  const full = suite.tests === 'full'
  const whole = full || tests.includes('all')
  const listener: SuiteListener = {
    onConnect: (target, begun) => {
      print([...connected(target.host, target.port), ...(whole ? suiteHeader() : [])])
      events?.listener.onConnect(target, begun)
    },
    onLeftOut: (names) => print(leftOut(names)),
    onStart: (test, options) => {
      const plans = plansOf(options)
      print(startedLines(test, plans))
      room = shownProbes(plans.latency)
      screen.begin(test, lengthOf(test, plans))
    },
    onMeasurement: (measurement) => {
      screen.end()
      probes.flush()
      if (!full) print(measurementLines(measurement))
      events?.listener.onMeasurement(measurement)
    },
    ...(!full && {
      onProbe: ({ number, count, rtt }) => {
        if (room > 0) probes.add(probeLine(number, count, rtt))
        else if (room === 0) probes.add(FURTHER_PROBES)
        room -= 1
      },
    }),
    ...((screen.live || events) && {
      onInterval: (interval) => {
        screen.hear(interval)
        events?.listener.onInterval(interval)
      },
    }),
  }
  const { document, error } = await runSuite({ ...suite, signal, listener }).finally(() => screen.end())
  if (whole && !full && document.measurements.length > 0) print(suiteSummary(document.measurements))
  screen.report(document)
  return { document, failures: error ? [error] : [] }
}

async function runMany({ suite, signal, screen, events }: Run, clients: number): Promise<Outcome> {
  screen.print(concurrentStarted(clients))
  const startedAt = performance.now()
  // A sequential server lets each client wait for all the others.
  const each = 1000 + (suite.loaded === undefined ? 0 : loadedTime(loadedPlan(suite.loaded)))
  const timeout = milliseconds(suite.timeout ?? '10s') + clients * each
  const results = await runConcurrent(clients, { ...suite, timeout }, signal, events?.listener)
  const seconds = (performance.now() - startedAt) / 1000
  const lines = results.map(({ client, document: { measurements }, error }) => ({
    client,
    measurements,
    failure: error?.message ?? null,
  }))
  screen.print(concurrentSummary(lines, seconds))
  const document = merge(results.map((result) => result.document))
  if (suite.tests === 'full') screen.print(leftOut(fullSuite(suite, document.target.dialect).leftOut))
  const errors = results.flatMap(({ error }) => error ?? [])
  return { document, failures: summarised(errors, clients) }
}

/** How long (ms) a test of loaded latency takes, at most as a rule. */
function loadedTime({ seconds, warmup, timeout }: LoadedPlan): number {
  return 4 * ((seconds + warmup) * 1000 + timeout)
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
