import { labNetwork } from './namespaces.ts'

/**
 * Whether this machine can run the lab; if not, says why on standard error. A file of lab tests calls it first:
 * `describe.runIf(await canRunLab())`.
 * @throws if it cannot, and the environment has `WYNDRVR_LAB=required`, as .ci/run sets it
 */
export async function canRunLab(): Promise<boolean> {
  const reason = await obstacle()
  if (reason === null) return true
  const sentence = `It needs Linux, root and iproute2 (ip, tc): ${reason}`
  if (process.env['WYNDRVR_LAB'] === 'required') throw new Error(`The lab is required. ${sentence}`)
  process.stderr.write(`lab: skipped. ${sentence}\n`)
  return false
}

async function obstacle(): Promise<string | null> {
  if (process.platform !== 'linux') return `this is ${process.platform}.`
  try {
    await using network = await labNetwork({ rate: 10, sendBuffer: 100_000 })
    await network.client.counters()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
