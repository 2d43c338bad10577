import { createHash } from 'node:crypto'

import type { HostFacts, Measurement, Placement, ResultDocument } from '../results/types.ts'
import { placementText } from '../text/machine.ts'
import { metricsIn } from './kinds.ts'
import type { Metric } from './metric.ts'

/** Conditions that two runs must share to be comparable, in words. */
type Facts = ReadonlyMap<string, string>

/**
 * How the conditions of two runs differ, one phrase each: the machines and systems at both ends, the server's mode, the
 * dialect and the version of the program. Empty if the runs are comparable.
 */
export function environmentDifferences(now: ResultDocument, then: ResultDocument): readonly string[] {
  return differences(environmentFacts(now), environmentFacts(then))
}

/**
 * A short name for the conditions of a run, the same for runs that {@link environmentDifferences} finds comparable:
 * `linux-x64-0a1b2c3d`
 */
export function environmentFingerprint(document: ResultDocument): string {
  const { platform, arch } = document.environment.client
  const readable = `${platform}-${arch}`.replaceAll(/[^\w-]/g, '').slice(0, 40)
  return `${readable}-${digestOf([...environmentFacts(document)])}`
}

function digestOf(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 8)
}

/** How the tests of a metric differ in two runs. Empty if both ran the same tests equally often. */
export function testDifferences(
  metric: Metric,
  now: readonly Measurement[],
  then: readonly Measurement[],
): readonly string[] {
  const [mine, theirs] = [now, then].map((all) => all.filter((one) => metric.read(one).length > 0))
  if (mine?.length !== theirs?.length) {
    return [`measurements of ${metric.name}: ${theirs?.length} then, ${mine?.length} now`]
  }
  return (mine ?? []).flatMap((measurement, index) => {
    const other = theirs?.[index]
    return other ? differences(testFacts(measurement), testFacts(other)) : []
  })
}

/** A short name for how a metric was measured, the same for runs in which {@link testDifferences} finds none. */
export function testFingerprint(metric: Metric, measurements: readonly Measurement[]): string {
  const facts = measurements
    .filter((one) => metric.read(one).length > 0)
    .map((one) => [...testFacts(one)].toSorted(([name], [other]) => (name < other ? -1 : 1)))
  return digestOf(facts)
}

function differences(now: Facts, then: Facts): readonly string[] {
  return [...new Set([...now.keys(), ...then.keys()])].flatMap((what) => {
    const [mine, theirs] = [now.get(what) ?? 'unknown', then.get(what) ?? 'unknown']
    return mine === theirs ? [] : [`${what}: ${theirs.slice(0, 100)} then, ${mine.slice(0, 100)} now`]
  })
}

/** Of a merged document, the facts of each of its parts, in order: names of files may differ from run to run. */
function environmentFacts(document: ResultDocument): Facts {
  const { origins } = document
  if (origins === undefined) return new Map(runFacts(document))
  return new Map(
    origins.flatMap((origin, index) =>
      runFacts(origin).map(([what, value]) => [`${what} in document ${index + 1}`, value] as const),
    ),
  )
}

function runFacts({
  tool,
  target,
  environment,
}: Pick<ResultDocument, 'tool' | 'target' | 'environment'>): readonly (readonly [string, string])[] {
  return [
    ...hostEntries('client', environment.client),
    ...(environment.server ? hostEntries('server', environment.server) : []),
    ['mode of the server', target.mode ?? 'unknown'],
    ['dialect', target.dialect ?? 'none'],
    ['path to the server', isLoopback(target.host) ? 'loopback' : 'network'],
    // Which certificate it is, and how it was checked, do not affect the figures.
    ...(target.tls === undefined ? [] : [['TLS', `${target.tls.version} ${target.tls.cipher}`] as const]),
    ...Object.entries(target.network ?? {}).map(
      ([what, value]) => [`${what} of the imitated network`, String(value)] as const,
    ),
    ...Object.entries(target.local ?? {})
      .filter(([what]) => what !== 'sourcePort')
      .map(([what, value]) => [`${what} of the client's sockets`, String(value)] as const),
    // The releases of iperf3 that a runner has differ in how many threads they use.
    [tool.name, tool.name === 'iperf3' ? tool.version : majorOf(tool.version)],
    ...placementEntries(environment.placement),
  ]
}

/** Runs of earlier releases placed nothing. */
function placementEntries(placement: Placement | undefined): readonly (readonly [string, string])[] {
  const text = placement === undefined ? '' : placementText(placement)
  return text === '' ? [] : [['placement', text]]
}

/**
 * Left out: load and steal time, which change by the moment; memory, which does not affect the figures; a runner's name,
 * which is new for each job. Of images and kernels, which are patched every week, only the main version counts.
 */
function hostEntries(end: string, host: HostFacts): readonly (readonly [string, string])[] {
  return [
    [`platform of the ${end}`, `${host.platform} ${host.arch}`],
    [`kernel of the ${end}`, host.kernel.split('.').slice(0, 2).join('.')],
    [`CPU model of the ${end}`, host.cpuModel ?? 'unknown'],
    [`CPUs of the ${end}`, String(host.cpuCount ?? 'unknown')],
    [`Node of the ${end}`, host.node === null ? 'none' : majorOf(host.node)],
    [`container of the ${end}`, host.container ?? 'none'],
    [`runner image of the ${end}`, host.runnerImage?.split(' ')[0] ?? 'none'],
    [`receive buffer limit of the ${end}`, String(host.receiveBufferLimit ?? 'unknown')],
    [`send buffer limit of the ${end}`, String(host.sendBufferLimit ?? 'unknown')],
  ]
}

function testFacts(measurement: Measurement): Facts {
  return new Map([
    ...Object.entries(measurement.asked)
      .filter(([what]) => matters(measurement, what))
      .map(([what, value]) => [`${what} of the ${measurement.kind} test`, String(value)] as const),
    ...metricsIn(measurement).conditions(measurement),
  ])
}

/** Busy polling has a condition of its own. A transfer that kept its timeout has the figures that it would have without one. */
function matters({ kind }: Measurement, option: string): boolean {
  const isTransfer = kind === 'throughput' || kind === 'datagram'
  return option !== 'busyPoll' && !(option === 'timeout' && isTransfer)
}

/** Whether a host is the machine that asks. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function majorOf(version: string): string {
  return version.split('.')[0] ?? version
}
