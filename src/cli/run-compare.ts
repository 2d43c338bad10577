import { usageError } from '../check.ts'
import { namedToken } from '../client/named-token.ts'
import { compare } from '../compare/compare.ts'
import type { CompareResult } from '../compare/compare.ts'
import { comparePlan } from '../compare/plan.ts'
import { measureOf, unusedOption } from '../compare/measures.ts'
import type { MeasureName } from '../compare/measures.ts'
import type { CompareOptions } from '../compare/plan.ts'
import { comparisonLines, comparisonProgress, comparisonStarted } from '../report/comparison.ts'
import { placementLines } from '../report/placement-lines.ts'
import { plain } from '../report/plain.ts'
import type { PlacementOption } from '../host/placement.ts'
import { newDocument } from '../host/new-document.ts'
import { noCommand } from '../printable.ts'
import { writeDocument } from '../results/document.ts'
import type { Comparison, Restart } from '../results/types.ts'
import type { Duration, Rate } from '../units.ts'
import { isJudged } from '../verdict/worst-first.ts'
import { armsOf, firstOf } from './arm-flags.ts'
import type { ArmFlags } from './arm-flags.ts'
import { exitCodeOf, failureOf, NOT_MEASURED } from './exit.ts'
import { catchInterrupts } from './interrupt.ts'
import type { Interrupt } from './interrupt.ts'
import { withFarServer } from './far-server-run.ts'
import type { FarServerFlags, FarServerRoute } from './far-server-run.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { checkOutput, saveOutput, savePage } from './output.ts'
import { complain } from './say.ts'

/** The flags of a compare command line. Times in ms, shares 0..1; a flag that is not given is absent. */
export interface CompareFlags extends ArmFlags {
  readonly serverFrom?: readonly string[]
  readonly measure: readonly MeasureName[]
  readonly streams?: number
  readonly rate?: Rate
  readonly budget: Duration
  readonly margin: string
  readonly restart: Restart
  readonly timeout?: Duration
  readonly seed?: number
  readonly placement: PlacementOption
  readonly overlap?: boolean
  readonly patience?: Duration
  readonly json?: boolean
  readonly output?: string
  readonly html?: string
}

/** Exit code if a metric is worse. */
const WORSE = 1

/** Runs a compare command line: compares, prints the verdicts, and sets the exit code. */
export async function runCompare(flags: CompareFlags): Promise<void> {
  using interrupt = await catchInterrupts()
  try {
    await runArms(flags, interrupt)
  } catch (error) {
    // Whoever reads standard output gets a document, however the comparison ends.
    if (flags.json) process.stdout.write(writeDocument(newDocument(firstOf(flags))))
    const { code, message } = failureOf(error)
    complain(message)
    process.exitCode = interrupt.code ?? exitCodeOf(code)
  }
}

/** Rejects flags that no measure uses; the engine's own error would name them without their dashes. */
function checkShape(flags: CompareFlags): void {
  const { measure } = flags
  const unused = unusedOption(measure.map(measureOf), flags)
  if (unused === null) return
  const { name, applies } = unused
  throw usageError(`--${name} ${applies}, but --measure is ${measure.join(',')}. Remove --${name}.`)
}

async function runArms(flags: CompareFlags, interrupt: Interrupt): Promise<void> {
  checkShape(flags)
  checkOutput(flags.output)
  checkOutput(flags.html, '--html')
  const print = (lines: readonly string[]): void => {
    const stream = flags.json ? process.stderr : process.stdout
    stream.write(`${lines.map(noCommand).join('\n')}\n`)
  }
  const optionsOf = (server?: FarServerRoute): CompareOptions => ({
    ...armsOf(flags, server),
    measure: flags.measure,
    streams: flags.streams,
    rate: flags.rate,
    budget: flags.budget,
    margin: flags.margin,
    restart: flags.restart,
    timeout: flags.timeout,
    seed: flags.seed,
    placement: flags.placement,
    signal: interrupt.signal,
    onProgress: ({ seconds, metrics }) => print(comparisonProgress(seconds, metrics)),
  })
  const plan = comparePlan(optionsOf())
  print(comparisonStarted(plan))
  const run = async (server?: FarServerRoute): Promise<CompareResult> =>
    // Each arm leads to that server by an address of its own.
    compare({ ...optionsOf(server), seed: plan.seed })
  const { document, error } = await oneAtATime(flags, interrupt.signal, async () =>
    flags.serverFrom === undefined
      ? run()
      : withFarServer(
          { from: flags.serverFrom, ...behindArms(flags), token: namedToken(undefined) },
          interrupt.signal,
          run,
          (result) => result.error !== null,
        ),
  )
  print([...placementLines(document.environment.placement), ...comparisonLines(document.comparisons)])
  if (flags.json) process.stdout.write(writeDocument(document))
  if (error) complain(plain(error.message))
  const unsavedPage = await savePage(flags.html, document)
  const unsaved = saveOutput(flags.output, document) ?? unsavedPage
  const code =
    interrupt.code ??
    codeOf(document.comparisons) ??
    (error ? exitCodeOf(error.code) : unsaved && NOT_MEASURED)
  if (code !== null) process.exitCode = code
}

/** Where a server behind the arms listens: on the port of the first, unless a command of its own answers there. */
function behindArms(flags: CompareFlags): Pick<FarServerFlags, 'host' | 'port'> {
  const { host, port } = firstOf(flags)
  const [first] = flags.arm ?? []
  const own = flags.armCmd?.some(({ name }) => name === first?.name) ?? false
  if (own || flags.baseCmd !== undefined) return {}
  return { port, ...(host.includes(':') && { host: '::' }) }
}

/** Only `worse` is a failure. An invalid comparison has the exit code of a run that could not be measured. */
function codeOf(comparisons: readonly Comparison[]): number | null {
  const verdicts = new Set(comparisons.filter(isJudged).map(({ verdict }) => verdict))
  if (verdicts.has('worse')) return WORSE
  return verdicts.has('invalid') ? NOT_MEASURED : null
}
