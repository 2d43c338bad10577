import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The tools to compare with, and how to install them. */
const PEERS = {
  iperf3: 'apt-get install iperf3 (Debian, Ubuntu), dnf install iperf3 (Fedora), brew install iperf3 (macOS)',
  sockperf: 'apt-get install sockperf (Debian, Ubuntu), dnf install sockperf (Fedora)',
  python3:
    'apt-get install python3 (Debian, Ubuntu), dnf install python3 (Fedora), brew install python (macOS)',
} as const

/** A peer's name, which is its program's name. */
export type PeerName = keyof typeof PEERS

/** A peer, installed or not. */
export interface Peer {
  readonly name: PeerName
  /** `null` if it is not installed. */
  readonly version: string | null
  readonly install: string
}

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
  try {
    const { stdout, stderr } = await promisify(execFile)(name, ['--version'], { timeout: 5000 })
    return /\d+(?:\.\d+)+/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown version'
  } catch {
    return null
  }
}
