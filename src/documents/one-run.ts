import { isDeepStrictEqual } from 'node:util'

import { formatHostPort } from '../address.ts'
import { usageError } from '../check.ts'
import type { NamedDocument } from '../results/split.ts'
import type { HostFacts } from '../results/types.ts'
import { hoursText } from '../text/time.ts'
import { isLoopback } from '../verdict/fingerprint.ts'
import { isSameRun } from '../verdict/other-runs.ts'

/** Parts of one run begin within this time (ms): a matrix may wait for runners, but not for the next night. */
const FARTHEST = 12 * 3_600_000

/**
 * Refuses documents that cannot be parts of one run: two of the same run, two that began more than 12 h apart, or two that
 * measured different servers. Servers on the machine that measured them, and different ports of one host, may be in one run.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` with the names of both
 */
export function checkOneRun(all: readonly NamedDocument[]): void {
  for (const [index, one] of all.entries()) {
    const same = all.slice(0, index).find(({ document }) => isSameRun(document, one.document))
    if (same !== undefined) {
      const twice = same.name === one.name
      throw usageError(
        twice
          ? `${one.name} is named twice. Name each document once.`
          : `${same.name} and ${one.name} are documents of the same run. Leave one of them out.`,
      )
    }
  }
  checkTimes(all)
  checkServers(all)
}

function checkTimes(all: readonly NamedDocument[]): void {
  const sorted = all.toSorted((a, b) => startOf(a) - startOf(b))
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return
  const apart = startOf(last) - startOf(first)
  if (apart <= FARTHEST) return
  throw usageError(
    `${first.name} began ${hoursText(apart)} before ${last.name}, but the parts of one run begin within ${hoursText(FARTHEST)}. Leave out the documents of other runs.`,
  )
}

function startOf({ document }: NamedDocument): number {
  return Date.parse(document.startedAt)
}

function checkServers(all: readonly NamedDocument[]): void {
  const remote = all.filter(({ document }) => !isLoopback(document.target.host))
  const [first] = remote
  const other = remote.find((one) => first !== undefined && !isSameServer(first, one))
  if (first === undefined || other === undefined) return
  const [of, ofOther] = [first, other].map(({ document }) => formatHostPort(document.target))
  throw usageError(
    `${first.name} measured ${of}, and ${other.name} measured ${ofOther}, which is another server. Leave one of them out, or judge each of them on its own.`,
  )
}

/** The same host by name, or by what both servers say of their machine. iperf3 needs a server, and so a port, per client. */
function isSameServer({ document: one }: NamedDocument, { document: other }: NamedDocument): boolean {
  if (one.target.host.toLowerCase() === other.target.host.toLowerCase()) return true
  const [mine, theirs] = [one.environment.server, other.environment.server]
  return mine !== null && theirs !== null && isDeepStrictEqual(machineOf(mine), machineOf(theirs))
}

/** What does not change from one test to the next. */
function machineOf({ platform, arch, kernel, cpuModel, memory, runner }: HostFacts): object {
  return { platform, arch, kernel, cpuModel, memory, runner }
}
