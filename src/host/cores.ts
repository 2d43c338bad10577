import { readFileSync } from 'node:fs'

/** Cores by their number, in ascending order. */
export type Cores = readonly number[]

/** The highest core number that is read, so that a range cannot fill the memory. */
const MOST_CORE = 8191

/** Reads a list of cores as taskset(1) takes it: `0`, `0-2,5`. `null` for any other text. */
export function readCores(text: string): Cores | null {
  const cores = new Set<number>()
  for (const part of text.trim().split(',')) {
    const [, from, to = from] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? []
    if (from === undefined || Number(from) > Number(to) || Number(to) > MOST_CORE) return null
    for (let core = Number(from); core <= Number(to); core += 1) cores.add(core)
  }
  return [...cores].toSorted((a, b) => a - b)
}

/** The shortest list that {@link readCores} reads as these cores. */
export function coresText(cores: Cores): string {
  const ranges: [number, number][] = []
  for (const core of cores) {
    const last = ranges.at(-1)
    if (last?.[1] === core - 1) last[1] = core
    else ranges.push([core, core])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}

/** The cores that this thread may use, from proc(5); `null` except on Linux. */
export function allowedCores(): Cores | null {
  return coresIn('/proc/thread-self/status', /^Cpus_allowed_list:\s*(\S+)$/m)
}

/**
 * One core out of each group of hyperthreads, which share the parts of one physical core.
 * @param cores the cores to choose from
 */
export function physicalCores(cores: Cores): Cores {
  return cores.filter((core) => {
    const siblings = coresIn(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`, /(\S+)/)
    return siblings?.find((sibling) => cores.includes(sibling)) === core || siblings === null
  })
}

function coresIn(path: string, pattern: RegExp): Cores | null {
  try {
    return readCores(pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? '')
  } catch {
    return null
  }
}
