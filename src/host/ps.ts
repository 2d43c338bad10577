import { spawnSync } from 'node:child_process'

/** What a row of ps says of a process. */
interface Row {
  readonly pid: number
  readonly parent: number
  /** CPU time, s. */
  readonly cpu: number
  /** Memory, bytes. */
  readonly rss: number
}

/**
 * Reads what processes and all that they have started use, by ps (POSIX), for systems without /proc. The memory is that of the
 * moment, because ps does not know the largest.
 * @returns `null` if none of them is running
 */
export function readPs(pids: readonly number[]): {
  readonly cpu: { readonly alive: number; readonly all: number }
  readonly maxRss: number
} | null {
  const { error, stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,time=,rss='], {
    encoding: 'utf8',
    timeout: 5000,
  })
  const rows = treeOf(pids, error === undefined ? stdout.split('\n').flatMap(rowOf) : [])
  if (rows.length === 0) return null
  const cpu = rows.reduce((sum, row) => sum + row.cpu, 0)
  return { cpu: { alive: cpu, all: cpu }, maxRss: rows.reduce((sum, row) => sum + row.rss, 0) }
}

function treeOf(pids: readonly number[], rows: readonly Row[]): readonly Row[] {
  const found = rows.filter(({ pid }) => pids.includes(pid))
  const children = rows.filter(({ parent, pid }) => pids.includes(parent) && !pids.includes(pid))
  if (children.length === 0) return found
  return treeOf([...pids, ...children.map(({ pid }) => pid)], rows)
}

/** A time is `[[dd-]hh:]mm:ss`, on some systems with a fraction. Memory is in KiB. */
function rowOf(line: string): readonly Row[] {
  const [, pid, parent, days = 0, hours = 0, minutes, seconds, rss] =
    /^\s*(\d+)\s+(\d+)\s+(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:\.\d+)?)\s+(\d+)\s*$/.exec(line) ?? []
  if (pid === undefined) return []
  const cpu = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)
  return [{ pid: Number(pid), parent: Number(parent), cpu, rss: Number(rss) * 1024 }]
}
