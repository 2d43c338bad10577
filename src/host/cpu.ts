/** CPU seconds of this process, all its threads together, since an earlier `process.cpuUsage()`. */
export function cpuSince(start: NodeJS.CpuUsage): { readonly user: number; readonly system: number } {
  const { user, system } = process.cpuUsage(start)
  return { user: user / 1e6, system: system / 1e6 }
}
