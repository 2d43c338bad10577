import { createHash } from 'node:crypto'

import type { HostFacts, Measurement, ResultDocument } from '../results/types.ts'
import type { Metric } from './metrics.ts'

/** What has to be the same for two runs to be compared, in words. */
type Facts = ReadonlyMap<string, string>

/**
 * How the conditions of two runs differ, a part of a sentence each: machines and systems at both ends, the server's mode,
 * the dialect, and the program. Empty where they may be compared.
 */
export function environmentDifferences(now: ResultDocument, then: ResultDocument): readonly string[] {
  return differences(environmentFacts(now), environmentFacts(then))
}

/**
 * A short name for the conditions of a run: two runs with the same one may be compared, as far as
 * {@link environmentDifferences} goes. `linux-x64-0a1b2c3d`
 */
export function environmentFingerprint(document: ResultDocument): string {
  const facts = JSON.stringify([...environmentFacts(document)])
  const { platform, arch } = document.environment.client
  const readable = `${platform}-${arch}`.replaceAll(/[^\w-]/g, '').slice(0, 40)
  return `${readable}-${createHash('sha256').update(facts).digest('hex').slice(0, 8)}`
}

/** How differently a metric was measured in two runs. Empty where it was the same test as many times. */
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

function differences(now: Facts, then: Facts): readonly string[] {
  return [...new Set([...now.keys(), ...then.keys()])].flatMap((what) => {
    const [mine, theirs] = [now.get(what) ?? 'not known', then.get(what) ?? 'not known']
    return mine === theirs ? [] : [`${what}: ${theirs.slice(0, 100)} then, ${mine.slice(0, 100)} now`]
  })
}

function environmentFacts({ tool, target, environment }: ResultDocument): Facts {
  return new Map([
    ...hostEntries('client', environment.client),
    ...(environment.server ? hostEntries('server', environment.server) : []),
    ['mode of the server', target.mode ?? 'not told'],
    ['dialect', target.dialect ?? 'none'],
    ['way to the server', isLoopback(target.host) ? 'loopback' : 'network'],
    ['wyndrvr', majorOf(tool.version)],
  ])
}

/**
 * Load and steal time are of the moment, memory has no say in the figures, and a runner's name is new for each job. An
 * image is made anew every week and a kernel gets its fixes; what counts is the system, and the kernel's version.
 */
function hostEntries(end: string, host: HostFacts): readonly (readonly [string, string])[] {
  return [
    [`platform of the ${end}`, `${host.platform} ${host.arch}`],
    [`kernel of the ${end}`, host.kernel.split('.').slice(0, 2).join('.')],
    [`CPU model of the ${end}`, host.cpuModel ?? 'not known'],
    [`cores of the ${end}`, String(host.cpuCount)],
    [`Node of the ${end}`, majorOf(host.node)],
    [`container of the ${end}`, host.container ?? 'none'],
    [`runner image of the ${end}`, host.runnerImage?.split(' ')[0] ?? 'none'],
    [`receive buffer limit of the ${end}`, String(host.receiveBufferLimit ?? 'not known')],
    [`send buffer limit of the ${end}`, String(host.sendBufferLimit ?? 'not known')],
  ]
}

function testFacts(measurement: Measurement): Facts {
  return new Map([
    ...Object.entries(measurement.asked).map(
      ([what, value]) => [`${what} of the ${measurement.kind} test`, String(value)] as const,
    ),
    ...(measurement.kind === 'latency'
      ? ([
          ['loop of the latency test', measurement.loop],
          ['busy polling of the client', String(measurement.busyPoll.client)],
          ['busy polling of the server', String(measurement.busyPoll.server)],
        ] as const)
      : []),
    ...(measurement.kind === 'loaded'
      ? ([['formula of responsiveness', measurement.download.responsiveness.formula]] as const)
      : []),
  ])
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function majorOf(version: string): string {
  return version.split('.')[0] ?? version
}
