import { readFileSync } from 'node:fs'

/** Cpus by their number, in ascending order. */
export type Cpus = readonly number[]

/** The highest CPU number that is read, so that a range cannot fill the memory. */
const MOST_CPU = 8191

/** Reads a list of CPUs as taskset(1) takes it: `0`, `0-2,5`. `null` for any other text. */
export function readCpus(text: string): Cpus | null {
  const cpus = new Set<number>()
  for (const part of text.trim().split(',')) {
    const [, from, to = from] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? []
    if (from === undefined || Number(from) > Number(to) || Number(to) > MOST_CPU) return null
    for (let cpu = Number(from); cpu <= Number(to); cpu += 1) cpus.add(cpu)
  }
  return [...cpus].toSorted((a, b) => a - b)
}

/** The shortest list that {@link readCpus} reads as these CPUs. */
export function cpusText(cpus: Cpus): string {
  const ranges: [number, number][] = []
  for (const cpu of cpus) {
    const last = ranges.at(-1)
    if (last?.[1] === cpu - 1) last[1] = cpu
    else ranges.push([cpu, cpu])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}

/** The CPUs that this thread may use, from proc(5); `null` except on Linux. */
export function allowedCpus(): Cpus | null {
  return threadCpus('/proc/thread-self')
}

/**
 * The CPUs that a thread may use; `null` if it has ended, and except on Linux.
 * @param folder its folder in /proc
 */
export function threadCpus(folder: string): Cpus | null {
  return cpusIn(`${folder}/status`, /^Cpus_allowed_list:\s*(\S+)$/m)
}

/** The hyperthreads of a CPU's core, with the CPU itself; `null` if they are not known. */
export type SiblingsOf = (cpu: number) => Cpus | null

/**
 * One CPU out of each group of hyperthreads, which share one core.
 * @param cpus the CPUs to choose from
 */
export function onePerCore(cpus: Cpus, siblingsOf: SiblingsOf = siblingsHere): Cpus {
  return cpus.filter((cpu) => {
    const siblings = siblingsOf(cpu)
    return siblings?.find((sibling) => cpus.includes(sibling)) === cpu || siblings === null
  })
}

function siblingsHere(cpu: number): Cpus | null {
  return cpusIn(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, /(\S+)/)
}

function cpusIn(path: string, pattern: RegExp): Cpus | null {
  try {
    return readCpus(pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? '')
  } catch {
    return null
  }
}
