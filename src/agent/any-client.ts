import { clientOf } from '../client/client.ts'
import type { Client } from '../client/client.ts'
import type { Connection } from '../client/connection.ts'
import { loadedPlan } from '../client/loaded/plan.ts'
import type { LoadedOptions } from '../client/loaded/plan.ts'
import { measureUnderLoad } from '../client/loaded/run.ts'
import type { Direction, HostFacts, LoadedMeasurement, Placement } from '../results/types.ts'

/** A client in this process, or in that of an agent. */
export interface AnyClient extends Client {
  /** Round-trip time while the link is full in one direction. */
  underLoad(direction: Direction, options: LoadedOptions): Promise<LoadedMeasurement>
  /** Its round-trip time (ms) if its dialect has no probes; else `null`. */
  readonly roundTrip: number | null
  /** What only an agent's client has; `null` in this process. */
  readonly away: Away | null
}

/** What is known of a client that measures elsewhere. */
export interface Away {
  /** Its machine and process. */
  readonly host: HostFacts
  /** The CPUs on which it has measured so far; `null` if it was not to place itself. */
  readonly placement: Placement | null
  /** Estimates how far the agent's clock is ahead of this process's. */
  compareClocks(): Promise<ClockOffset>
  /**
   * Has the next measurement wait before its first packet.
   * @param meet called when it waits; resolves with when it is to begin
   */
  meetBefore(meet: Meet): void
}

/** Called when a measurement waits to begin. */
export type Meet = () => Promise<Begin>

/** When a measurement is to begin. */
export interface Begin {
  /** ms of the agent's clock */
  readonly at: number
  /** Called with the time at which it began, when it is over. */
  readonly onBegan: (time: number) => void
}

/** How far a clock is ahead of this process's, ms. */
export interface ClockOffset {
  readonly ahead: number
  /** Largest error of `ahead`: half of the shortest round trip. */
  readonly error: number
  /** The longest round trip: how late an order may reach the agent. */
  readonly slowest: number
}

/** A client in this process. */
export interface LocalClient extends AnyClient, Pick<Connection, 'hold'> {}

/** The client of a connection of this process. */
export function localClient(connection: Connection): LocalClient {
  return {
    ...clientOf(connection),
    underLoad: async (direction, options) => measureUnderLoad(connection, direction, loadedPlan(options)),
    roundTrip: connection.roundTrip,
    away: null,
    hold: connection.hold,
  }
}
