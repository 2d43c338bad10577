import { usageError } from '../check.ts'
import { plain } from '../report/plain.ts'
import { verdictLines } from '../report/verdicts.ts'
import { writeDocument } from '../results/document.ts'
import { planSuite } from '../suite/plan.ts'
import { newDocument } from '../host/new-document.ts'
import { judgeDocument } from '../verdict/judge-document.ts'
import { parseThreshold } from '../verdict/parse.ts'
import { writtenThreshold } from '../verdict/threshold.ts'
import type { Threshold } from '../verdict/threshold.ts'
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
import { runOne } from './run-one.ts'
import type { Outcome, Run } from './client-run.ts'
import { withFarServer } from './far-server-run.ts'
import { checkLocalFlags } from './local-flags.ts'
import { complain } from './say.ts'
import { Screen } from './screen.ts'
import { historyOf } from './history-flags.ts'
import { checkUdpFlags } from './udp-flags.ts'

/** Runs a client command line: measures, prints the results, and sets the exit code. */
export async function runClient(flags: ClientFlags): Promise<void> {
  using interrupt = await catchInterrupts()
  const events = flags.jsonStream ? new EventStream((line) => process.stdout.write(line)) : null
  try {
    await measure(flags, interrupt, events)
  } catch (error) {
    // Whoever reads standard output gets a document or an end, however the run ends.
    const document = newDocument({ host: flags.host, port: flags.port })
    const failure = failureOf(error)
    const code = interrupt.code ?? exitCodeOf(failure.code)
    if (flags.json) process.stdout.write(writeDocument(document))
    complain(failure.message)
    events?.end(document, code, failure)
    process.exitCode = code
  }
}

async function measure(flags: ClientFlags, interrupt: Interrupt, events: EventStream | null): Promise<void> {
  checkUdpFlags(flags)
  checkFrom(flags)
  checkLocalFlags(flags)
  const thresholds = (flags.threshold ?? []).map(thresholdOf)
  const history = historyOf(flags, thresholds, process.env)
  checkOutput(flags.output)
  checkOutput(flags.html, '--html')
  const screen = new Screen(flags.json || flags.jsonStream ? process.stderr : process.stdout, process.env)
  const suite = await suiteOf(flags, interrupt.signal)
  const mayUseUdp = flags.udp === true || (flags.test.includes('full') && !isHttp(flags))
  if (suite.tls !== undefined && mayUseUdp) complain(PLAIN_UDP)
  // Planned before anything is printed: an option out of range is a usage error.
  const planned = planSuite(suite)
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
  const unsavedPage = await savePage(flags.html, document)
  const unsaved = saveOutput(flags.output, document) ?? unsavedPage
  const code =
    interrupt.code ??
    (first ? exitCodeOf(first.code) : unsaved ? NOT_MEASURED : exitCodeOfVerdicts(document.verdicts))
  if (code !== 0) process.exitCode = code
  events?.end(document, code, first ?? unsaved)
}

const PLAIN_UDP = 'Tests over UDP are not encrypted: TLS secures TCP connections only.'

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
