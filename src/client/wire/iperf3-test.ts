import { asError } from '../../errors.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { IPERF3_STATE, jsonFrame } from '../../protocol/iperf3.ts'
import type { Iperf3Results } from '../../protocol/iperf3.ts'
import type { Iperf3Start } from '../session.ts'
import { Iperf3Control } from './iperf3-control.ts'

/** What a test does between the messages on its control connection. */
export interface Iperf3Steps {
  readonly parameters: Readonly<Record<string, unknown>>
  /** Opens the streams, one after the other: the server knows them by their order. */
  readonly open: () => Promise<void>
  /** Sends and receives until the test is over. */
  readonly run: () => Promise<void>
  /** This end's results, when the server has stopped. */
  readonly results: () => Promise<unknown>
}

/** Time (ms) that a server has to close the control connection after a test, so that it is ready for the next one. */
const CLOSING = 200

/** Runs a test on a control connection. Returns what the server counted. */
export async function runIperf3Test(start: Iperf3Start, steps: Iperf3Steps): Promise<Iperf3Results> {
  const { control: channel } = start
  let control: Iperf3Control | null = null
  try {
    const counted = await channel.run<Iperf3Results>((task) => {
      const { socket } = task
      const talk = new Iperf3Control(channel.name, socket, channel.answerTime)
      control = talk
      const runAll = async (): Promise<Iperf3Results> => {
        socket.write(jsonFrame(steps.parameters))
        await talk.expect(IPERF3_STATE.createStreams)
        // The server may be ready before this end knows that its last stream is open.
        await talk.during(steps.open(), [IPERF3_STATE.testStart, IPERF3_STATE.testRunning])
        await talk.expect(IPERF3_STATE.testStart)
        await talk.expect(IPERF3_STATE.testRunning)
        await talk.during(steps.run())
        talk.say(IPERF3_STATE.testEnd)
        await talk.expect(IPERF3_STATE.exchangeResults)
        const results = await talk.swapResults(await steps.results())
        await talk.expect(IPERF3_STATE.displayResults)
        talk.done()
        return results
      }
      runAll().then(task.done, task.fail)
      return (length, buffer) => talk.receive(length, buffer)
    })
    await closed(channel.closed)
    return counted
  } catch (error) {
    failed(control, asError(error))
    throw error
  }
}

/** TypeScript does not see that the callback has set it. */
function failed(control: Iperf3Control | null, error: Error): void {
  control?.fail(error)
}

async function closed(closing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSING)
  })
  await Promise.race([closing, patience])
  clearTimeout(timer)
}
