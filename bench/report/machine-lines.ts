import type { BenchReport } from './report-rows.ts'

/** The conditions of a bench, to read its figures by. */
export function machineLines({
  startedAt,
  rounds,
  seconds,
  machine,
  neighbors,
  peers,
}: BenchReport): readonly string[] {
  const versions = peers.map(({ name, version }) => `${name} ${version ?? 'not installed'}`)
  const memory = (machine.memory / 2 ** 30).toFixed(0)
  const sorted = neighbors.toSorted((a, b) => a - b)
  const median = (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(2)
  const most = (sorted.at(-1) ?? 0).toFixed(2)
  return [
    `${machine.cpuModel}, ${machine.cores} CPUs, ${memory} GiB, ${machine.system}`,
    [`Node ${machine.node}`, ...versions].join(', '),
    `${startedAt.slice(0, 10)}, rounds: ${rounds}, timed runs: ${seconds} s`,
    `CPUs used by other programs during the runs: median ${median}, maximum ${most}`,
  ]
}
