import { usageError, valueError } from '../check.ts'
import { currentDate } from '../host/clock.ts'
import { watchLine } from '../report/session-lines.ts'
import { plain } from '../report/plain.ts'
import { verdictLines } from '../report/verdicts.ts'
import { writeDocument } from '../results/document.ts'
import { planSuite } from '../suite/plan.ts'
import { newDocument } from '../host/new-document.ts'
import { judgeDocument } from '../verdict/judge-document.ts'
import { parseThreshold } from '../verdict/parse.ts'
import { writtenThreshold } from '../verdict/threshold.ts'
import type { Threshold } from '../verdict/threshold.ts'
import { milliseconds } from '../units.ts'
import { ClientMetrics } from './client-metrics.ts'
import { isHttp } from './client-flags.ts'
import type { ClientFlags } from './client-flags.ts'
import { suiteOf } from './client-suite.ts'
import { EventStream } from './event-stream.ts'
import { exitCodeOf, exitCodeOfVerdicts, failureOf, NOT_MEASURED } from './exit.ts'
import { catchInterrupts } from './interrupt.ts'
import type { Interrupt } from './interrupt.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { checkOutput, saveOutput, savePage } from './output.ts'
import { runFromMany, runMany } from './run-many.ts'
import { repeat } from './repeat-runs.ts'
import { runOne } from './run-one.ts'
import type { Ended, Outcome, Run } from './client-run.ts'
import { withFarServer } from './far-server-run.ts'
import { checkLocalFlags } from './local-flags.ts'
import { complain } from './say.ts'
import { Screen } from './screen.ts'
import { historyOf } from './history-flags.ts'
import { tellOpenTelemetry } from './telemetry.ts'
import { checkUdpFlags } from './udp-flags.ts'

/** Runs a client command line: measures, prints the results, and sets the exit code. */
export async function runClient(flags: ClientFlags): Promise<void> {
  using interrupt = await catchInterrupts()
  await using metrics = new ClientMetrics()
  let prepared: Prepared | null = null
  const run = async (): Promise<Ended> =>
    endingWell(flags, interrupt, async (events) => {
      prepared ??= await prepare(flags, interrupt.signal, metrics)
      return measure(prepared, flags, interrupt, events)
    })
  const code =
    flags.watch === undefined
      ? (await run()).code
      : await repeat(milliseconds(flags.watch), interrupt.signal, async (number) => {
          if (number > 1) prepared?.screen.print(['', watchLine(number, currentDate())])
          const ended = await run()
          metrics.take(ended)
          // What cannot begin now never can.
          return prepared === null ? ended.code : null
        })
  if (code !== 0) process.exitCode = code
}

/** Runs once. Whoever reads standard output gets a document or an end, however the run ends. */
async function endingWell(
  flags: ClientFlags,
  interrupt: Interrupt,
  run: (events: EventStream | null) => Promise<Ended>,
): Promise<Ended> {
  const events = flags.jsonStream ? new EventStream((line) => process.stdout.write(line)) : null
  try {
    return await run(events)
  } catch (error) {
    const document = newDocument({ host: flags.host, port: flags.port })
    const failure = failureOf(error)
    const code = interrupt.code ?? exitCodeOf(failure.code)
    if (flags.json) process.stdout.write(writeDocument(document))
    complain(failure.message)
    events?.end(document, code, failure)
    return { document, code, failed: true }
  }
}

/** What all runs of a command line have in common. */
interface Prepared extends Pick<Run, 'suite' | 'planned' | 'screen'> {
  readonly thresholds: readonly Threshold[]
  /** What `shift` thresholds look for changes in. */
  readonly history: ReturnType<typeof historyOf>
}

async function prepare(flags: ClientFlags, signal: AbortSignal, metrics: ClientMetrics): Promise<Prepared> {
  checkUdpFlags(flags)
  checkFrom(flags)
  checkLocalFlags(flags)
  checkWatch(flags)
  const thresholds = (flags.threshold ?? []).map(thresholdOf)
  const history = historyOf(flags, thresholds, process.env)
  checkOutput(flags.output)
  checkOutput(flags.html, '--html')
  const screen = new Screen(flags.json || flags.jsonStream ? process.stderr : process.stdout, process.env)
  const suite = await suiteOf(flags, signal)
  const mayUseUdp = flags.udp === true || (flags.test.includes('full') && !isHttp(flags))
  if (suite.tls !== undefined && mayUseUdp) complain(PLAIN_UDP)
  // Planned before anything is printed: an option out of range is a usage error.
  const planned = planSuite(suite)
  const url = await metrics.listen(flags)
  if (url !== null) screen.print([`Metrics: ${url}`])
  return { suite, planned, screen, thresholds, history }
}

async function measure(
  { suite, planned, screen, thresholds, history }: Prepared,
  flags: ClientFlags,
  interrupt: Interrupt,
  events: EventStream | null,
): Promise<Ended> {
  const run: Run = { suite, planned, signal: interrupt.signal, screen, events }
  const { document: measured, failures } = await oneAtATime(flags, interrupt.signal, async () =>
    flags.farServer === undefined
      ? measureWith(run, flags)
      : withFarServer(
          { ...flags.farServer, token: suite.token, open: ['seed', 'iperf3'].includes(flags.dialect) },
          interrupt.signal,
          async (server) => measureWith({ ...run, suite: { ...suite, ...server } }, flags),
          (outcome) => outcome.failures.length > 0,
        ),
  )
  const document = thresholds.length > 0 ? judgeDocument(measured, thresholds, { history }) : measured
  if (document.verdicts.length > 0) screen.print(verdictLines(document.verdicts))
  for (const verdict of document.verdicts) events?.verdict(verdict)
  if (flags.json) process.stdout.write(writeDocument(document))
  for (const { message } of failures) complain(plain(message))
  const [first] = failures
  if (document.measurements.length > 0) await tellOpenTelemetry(document, process.env)
  const unsavedPage = await savePage(flags.html, document)
  const unsaved = saveOutput(flags.output, document) ?? unsavedPage
  const code =
    interrupt.code ??
    (first ? exitCodeOf(first.code) : unsaved ? NOT_MEASURED : exitCodeOfVerdicts(document.verdicts))
  events?.end(document, code, first ?? unsaved)
  return { document, code, failed: first !== undefined }
}

const PLAIN_UDP = 'Tests over UDP are not encrypted: TLS secures TCP connections only.'

/** A shorter time would only keep the machine busy, and timers take no longer one. */
function checkWatch({ watch }: ClientFlags): void {
  if (watch === undefined) return
  const period = milliseconds(watch)
  if (period < 100 || period > 86_400_000) throw valueError('--watch must be 100ms to 24h', watch)
}

/** Concurrent clients in one place, and clients in several, are started in different ways. */
function checkFrom({ concurrent, from }: ClientFlags): void {
  if (concurrent === undefined || from === undefined) return
  throw usageError(
    '--concurrent cannot be combined with --from. Give --from several times, once for each client.',
  )
}

async function measureWith(run: Run, { concurrent, from = [], test }: ClientFlags): Promise<Outcome> {
  if (concurrent !== undefined) return runMany(run, concurrent)
  return from.length > 1 ? runFromMany(run, from) : runOne(run, test)
}

/** A threshold on the figures of this run, or on its history. */
function thresholdOf(line: string): Threshold {
  const threshold = parseThreshold(line)
  if (threshold.kind !== 'regress') return threshold
  const sentence = `The threshold '${writtenThreshold(threshold)}' needs another run to compare with. Use wyndrvr check with --baseline.`
  throw usageError(sentence)
}
