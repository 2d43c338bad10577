import { existsSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'

import type { HostFacts } from '../results/types.ts'
import { textIfAny } from './optional-files.ts'

/** Facts about this machine and process that can be read without privileges. */
export function hostFacts(): HostFacts {
  return {
    platform: platform(),
    arch: arch(),
    kernel: release(),
    cpuModel: cpus()[0]?.model.trim() ?? null,
    cpuCount: availableParallelism(),
    memory: totalmem(),
    node: process.versions.node,
    container: container(),
    load: platform() === 'win32' ? null : (loadavg()[0] ?? null),
    steal: stealShare(),
    receiveBufferLimit: wholeFrom('/proc/sys/net/core/rmem_max'),
    sendBufferLimit: wholeFrom('/proc/sys/net/core/wmem_max'),
    runner: process.env['RUNNER_NAME'] ?? null,
    runnerImage: runnerImage(),
  }
}

/** From variables that GitHub's own runners set. */
function runnerImage(): string | null {
  const { ImageOS: system, ImageVersion: version } = process.env
  return system === undefined ? null : [system, version].filter((word) => word !== undefined).join(' ')
}

function container(): string | null {
  if (existsSync('/.dockerenv')) return 'docker'
  if (existsSync('/run/.containerenv')) return 'podman'
  if (process.env['KUBERNETES_SERVICE_HOST'] !== undefined) return 'kubernetes'
  return null
}

/** The first line of /proc/stat, proc(5): user nice system idle iowait irq softirq steal, in ticks since boot. */
function stealShare(): number | null {
  const ticks = textIfAny('/proc/stat')?.split('\n')[0]?.trim().split(/\s+/).slice(1, 9).map(Number)
  const steal = ticks?.[7]
  if (ticks === undefined || steal === undefined) return null
  const total = ticks.reduce((sum, part) => sum + part, 0)
  return total > 0 ? steal / total : null
}

function wholeFrom(path: string): number | null {
  const value = Number.parseInt(textIfAny(path) ?? '', 10)
  return Number.isInteger(value) ? value : null
}
