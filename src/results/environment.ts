import * as v from 'valibot'

import { count, figure, name, sentence, share } from './parts.ts'
import type { Entries } from './parts.ts'

/** Facts about one machine and the process that measured on it. */
export interface HostFacts {
  /** `linux`, `darwin`, `win32`, … */
  readonly platform: string
  readonly arch: string
  /** Kernel release. */
  readonly kernel: string
  readonly cpuModel: string | null
  /** CPUs that the process may use; `null` if iperf3 measured, as in the next two. */
  readonly cpuCount: number | null
  /** Memory of the machine in bytes. */
  readonly memory: number | null
  /** Node version without the leading v. */
  readonly node: string | null
  /** `docker`, `podman`, … if the process runs in a container; `null` if none was recognized. */
  readonly container: string | null
  /** Load average of the last minute when the run started; `null` on Windows, which has none. */
  readonly load: number | null
  /** Share (0..1) of CPU time since boot that the hypervisor gave to other machines; `null` except on Linux. */
  readonly steal: number | null
  /** Largest receive buffer in bytes that a socket may ask for; `null` except on Linux. */
  readonly receiveBufferLimit: number | null
  /** Largest send buffer in bytes that a socket may ask for; `null` except on Linux. */
  readonly sendBufferLimit: number | null
  /** Name of the CI runner; `null` outside CI. */
  readonly runner: string | null
  /** Image of the CI runner with its version: `ubuntu24 20261101.1.0`; `null` if unknown. */
  readonly runnerImage: string | null
}

export const hostFactsSchema: v.GenericSchema<unknown, HostFacts> = v.object({
  platform: name,
  arch: name,
  kernel: name,
  cpuModel: v.nullable(name),
  cpuCount: v.nullable(count),
  memory: v.nullable(count),
  node: v.nullable(name),
  container: v.nullable(name),
  load: figure,
  steal: v.nullable(share),
  receiveBufferLimit: v.nullable(count),
  sendBufferLimit: v.nullable(count),
  runner: v.nullable(name),
  // Missing in documents and answers of earlier releases.
  runnerImage: v.optional(v.nullable(name), null),
} satisfies Entries<HostFacts>)

/**
 * The CPUs on which the processes of a run were placed, as lists such as `0-2,5`; `null` if the system chose. Programs
 * that wyndrvr did not start are never placed.
 */
export interface Placement {
  /** What was asked for: `auto`, `none` or a list of CPUs. */
  readonly asked: string
  /** CPUs of the programs that wyndrvr started, such as the arms of a comparison. */
  readonly programs: string | null
  /** CPUs of the client while it transferred. */
  readonly transfers: string | null
  /** CPUs of the client while it measured latency. */
  readonly latency: string | null
  /** Why `auto` placed nothing, or stopped placing; `null` if it did, or was not asked to. */
  readonly reason: string | null
  /** That the programs of two arms may run on different CPUs. Only present if they may. */
  readonly note?: string
}

export const placementSchema = v.object({
  asked: name,
  programs: v.nullable(name),
  transfers: v.nullable(name),
  latency: v.nullable(name),
  reason: v.nullable(sentence),
  note: v.exactOptional(sentence),
} satisfies Entries<Placement>)

/** What makes two runs comparable, at both ends. */
export interface Environment {
  readonly client: HostFacts
  /** `null` if the server did not say: the seed and iperf3 dialects cannot. */
  readonly server: HostFacts | null
  /** Only present in comparisons, and if a placement was asked for. */
  readonly placement?: Placement
}

export const environmentSchema = v.object({
  client: hostFactsSchema,
  server: v.nullable(hostFactsSchema),
  placement: v.exactOptional(placementSchema),
} satisfies Entries<Environment>)
