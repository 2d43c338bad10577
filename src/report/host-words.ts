import type { HostFacts } from '../results/types.ts'
import { loadText, memoryText } from '../text/machine.ts'
import { shareText } from '../text/share.ts'

/** What a machine is, in short phrases. Text from outside is not escaped. */
export function hostWords(host: HostFacts): readonly string[] {
  const { runner, runnerImage, cpuCount, cpuModel, memory, platform, arch, kernel, node, container } = host
  return [
    runner ?? '',
    runnerImage ?? '',
    cpuCount === null ? '' : `${cpuCount} × ${cpuModel ?? 'CPU'}`,
    memory === null ? '' : memoryText(memory),
    `${platform} ${arch} ${kernel}`,
    container === null ? '' : `in ${container}`,
    node === null ? '' : `Node ${node}`,
  ].filter((fact) => fact !== '')
}

/** How busy a machine was when a run started. */
export function momentText({ load, steal }: HostFacts): string {
  return `load ${loadText(load)}, steal time ${shareText(steal)}`
}
