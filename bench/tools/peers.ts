import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import * as v from 'valibot'

/** The tools to compare with, and how to install them. */
const PEERS = {
  iperf3: 'apt-get install iperf3 (Debian, Ubuntu), dnf install iperf3 (Fedora), brew install iperf3 (macOS)',
  sockperf: 'apt-get install sockperf (Debian, Ubuntu), dnf install sockperf (Fedora)',
  python3:
    'apt-get install python3 (Debian, Ubuntu), dnf install python3 (Fedora), brew install python (macOS)',
  wrk: 'apt-get install wrk (Debian, Ubuntu), brew install wrk (macOS)',
  hey: 'apt-get install hey (Debian, Ubuntu), brew install hey (macOS)',
  nginx:
    'apt-get install nginx-light curl (Debian), dnf install nginx curl (Fedora), brew install nginx (macOS)',
  openssl: 'apt-get install openssl (Debian, Ubuntu), dnf install openssl (Fedora)',
} as const

/** What has these peers print their versions, if it is not `--version`. wrk calls that an error. */
const VERSION: Readonly<Partial<Record<PeerName, string>>> = {
  nginx: '-v',
  openssl: 'version',
  wrk: '-v',
  hey: '-h',
}

/** A peer's name, which is its program's name. */
export type PeerName = keyof typeof PEERS

/** A peer, installed or not. */
export interface Peer {
  readonly name: PeerName
  /** `null` if it is not installed. */
  readonly version: string | null
  readonly install: string
}

const PRINTED = v.object({ stdout: v.optional(v.string()), stderr: v.optional(v.string()) })

/** Finds these peers, each once. */
export async function findPeers(names: readonly PeerName[]): Promise<readonly Peer[]> {
  return Promise.all(
    Array.from(new Set(names), async (name) => ({
      name,
      version: await version(name),
      install: PEERS[name],
    })),
  )
}

/** Whether a peer is not installed. */
export function isMissing(peers: readonly Peer[], name: PeerName): boolean {
  return peers.some((peer) => peer.name === name && peer.version === null)
}

async function version(name: PeerName): Promise<string | null> {
  const words = [VERSION[name] ?? '--version']
  const printed = await promisify(execFile)(name, words, { timeout: 5000 }).catch((error: unknown) => error)
  // A program that does not exist has printed nothing.
  const { stdout = '', stderr = '' } = v.parse(PRINTED, printed)
  const text = `${stdout}${stderr}`
  return text === '' ? null : (/\d+(?:\.\d+)+/.exec(text.split('\n')[0] ?? '')?.[0] ?? 'unknown version')
}
