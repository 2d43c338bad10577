import { checkWhole, MOST_PID, usageError } from '../check.ts'
import { watchPrograms } from '../host/program-cost.ts'
import type { BidirectionalDatagrams } from '../client/datagrams/run.ts'
import type { Bidirectional } from '../client/throughput/run.ts'
import type { Measurement } from '../results/types.ts'
import type { AnyClient } from './any-client.ts'

/** More programs than any path has. */
const MOST_PIDS = 100

/**
 * The process ids of the option `pid`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkPids(pid: number | readonly number[] | undefined): readonly number[] {
  const pids = pid === undefined ? [] : [pid].flat()
  if (pids.length > MOST_PIDS)
    throw usageError(`pid names ${pids.length} processes. Name at most ${MOST_PIDS}.`)
  return pids.map((one) => checkWhole('pid', one, 1, MOST_PID))
}

/** A client whose measurements tell what programs on their path used. */
export function withProgramCost(client: AnyClient, pids: readonly number[]): AnyClient {
  const one = async <Found extends Measurement>(measure: () => Promise<Found>): Promise<Found> => {
    const used = watchPrograms(pids)
    const found = await measure()
    return { ...found, program: used() }
  }
  const both = async <Found extends Bidirectional | BidirectionalDatagrams>(
    measure: () => Promise<Found>,
  ): Promise<Found> => {
    const used = watchPrograms(pids)
    const found = await measure()
    const program = used()
    return { ...found, download: { ...found.download, program }, upload: { ...found.upload, program } }
  }
  return {
    ...client,
    latency: async (given) => one(async () => client.latency(given)),
    download: async (given) => one(async () => client.download(given)),
    upload: async (given) => one(async () => client.upload(given)),
    bidirectional: async (given) => both(async () => client.bidirectional(given)),
    udpDownload: async (given) => one(async () => client.udpDownload(given)),
    udpUpload: async (given) => one(async () => client.udpUpload(given)),
    udpBidirectional: async (given) => both(async () => client.udpBidirectional(given)),
    udpCapacity: async (given) => one(async () => client.udpCapacity(given)),
    loadedLatency: async (given) => one(async () => client.loadedLatency(given)),
    underLoad: async (direction, given) => one(async () => client.underLoad(direction, given)),
    connectRate: async (given) => one(async () => client.connectRate(given)),
  }
}
