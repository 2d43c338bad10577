import { systemCodeOf } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { markOf, readHeld, readMark, readSequenceNumber } from '../../protocol/datagram.ts'
import type { UdpLink } from '../wire/udp-link.ts'
import type { LatencyPlan } from './plan.ts'
import { ProbeSchedule } from './probe-schedule.ts'

/** Sends a schedule's probes as datagrams, and reads their answers. */
export class UdpProbeRun {
  readonly schedule: ProbeSchedule
  /** Answers to probes that were already answered. */
  duplicates = 0
  /** The system error of the first probe that this kernel refused. */
  refusal: string | null = null
  readonly #payload: number
  /** Lost probes whose answers may still arrive late: the first such answer is no duplicate. */
  readonly #givenUp = new Set<number>()

  constructor(plan: LatencyPlan) {
    this.#payload = plan.payload
    this.schedule = new ProbeSchedule(plan)
  }

  /** Sends all probes; resolves when each was answered or lost. */
  async measure({ socket, token }: UdpLink): Promise<void> {
    const probeMark = markOf('probe', token)
    const answerMark = markOf('answer', token)
    const send = (sequence: number): void => {
      const probe = Buffer.alloc(this.#payload)
      probe.writeUInt32BE(probeMark, 0)
      probe.writeUInt32BE(sequence, 4)
      socket.send(probe, (error) => {
        if (error === null) return
        const code = systemCodeOf(error)
        // ICMP about an earlier probe: something on the path refused that one, not this kernel.
        if (code === 'ECONNREFUSED') return
        this.refusal ??= code
        this.schedule.takeBack(sequence)
      })
    }
    // The socket keeps its listener until it is closed: the last answers may still be duplicated.
    socket.on('message', (answer) => this.#receive(answer, answerMark))
    await new Promise<void>((resolve, reject) => {
      const onLost = (sequence: number): unknown => this.#givenUp.add(sequence)
      this.schedule.start({ send, onLost, onDone: resolve, onFail: reject })
    })
  }

  #receive(answer: Buffer, mark: number): void {
    const arrivedAt = nanoseconds()
    if (answer.length !== this.#payload || readMark(answer) !== mark) return
    const sequence = readSequenceNumber(answer)
    if (this.schedule.take(sequence, arrivedAt, readHeld(answer))) return
    if (sequence < this.schedule.sent && !this.#givenUp.delete(sequence)) this.duplicates += 1
  }
}
