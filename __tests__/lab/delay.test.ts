import { expect, test } from 'vitest'

import { onlyMeasurement, portOf, wyndrvr } from '../support/programs/bins.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'
import { run, start } from '../support/programs/processes.ts'
import { MOST_WAIT, watchCpuWaits } from './cpu-waits.ts'

/** Delay of the proxy in each direction (ms). */
const DELAY = 10

test.for([
  { loop: 'closed', asked: '--count 50' },
  // Several probes are in flight at once.
  { loop: 'open', asked: '--duration 1s --interval 5ms' },
])(
  '20 ms of extra delay add 20 ms to p50, within 1 ms, in a $loop loop',
  async ({ loop, asked }, { skip }) => {
    skip(process.platform !== 'linux', 'The timers of other systems are too coarse for this.')
    await using server = start(process.execPath, wyndrvr('server --host 127.0.0.1 --port 0'))
    const port = await portOf(server)
    await using proxy = await startDelayProxy(Number(port), DELAY)
    // Three programs that busy-poll would wait for each other on a machine with two CPUs.
    const client = 'client --json --host 127.0.0.1 --test latency --no-busy-poll'
    const p50 = async (target: string): Promise<number> => {
      const ended = await run(process.execPath, wyndrvr(`${client} --port ${target} ${asked}`))
      const measured = onlyMeasurement(ended, 'latency')
      expect(measured).toMatchObject({ loop, lost: 0 })
      const { ok, reasons } = measured.validity
      skip(!ok, `This machine is too busy: ${reasons.join(' ')}`)
      return measured.p50 ?? Number.NaN
    }
    const direct = await p50(port)
    // The control: the proxy runs in this process.
    const waits = watchCpuWaits()
    const delayed = await p50(`${proxy.port}`)
    const share = waits()
    skip(share > MOST_WAIT, `This machine is too busy: the proxy waited for a CPU for ${share} of the time.`)
    const off = Math.abs(delayed - direct - 2 * DELAY)
    expect(off, `${direct} ms direct, ${delayed} ms through the proxy`).toBeLessThanOrEqual(1)
  },
)
