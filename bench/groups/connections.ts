import { runOurs, startOurs } from '../tools/ours.ts'
import { watchMemory } from '../tools/memory.ts'
import type { Arm, Bench, Group, Row, Sample } from '../types.ts'

const MODES = ['thread', 'process']
const CONNECTIONS_AT_ONCE = 1000
const PROBES = 10

/** 10^6 bytes. */
const MOST_MEMORY = 300

/** Many concurrent connections that ping, in the two modes that serve them. No peer does this. */
export const CONNECTIONS: Group = { arms: MODES.map(ours), rows: MODES.flatMap(rows) }

function ours(mode: string): Arm {
  const run = async (bench: Bench): Promise<Sample> => {
    await using server = await startOurs(bench.signal, ['--mode', mode])
    const memory = watchMemory(server.pid)
    const words = [
      '--test',
      'latency',
      '--concurrent',
      String(CONNECTIONS_AT_ONCE),
      '--count',
      String(PROBES),
    ]
    try {
      const measurements = await runOurs(server, words, bench)
      const answered = measurements.reduce((sum, { received }) => sum + (received ?? 0), 0)
      return { answered, ...memory() }
    } finally {
      memory()
    }
  }
  return { name: armName(mode), run }
}

function rows(mode: string): Row[] {
  const work = `${CONNECTIONS_AT_ONCE} connections, ${mode} mode`
  return [
    {
      name: `connections-${mode}`,
      work,
      figure: 'answered',
      ours: armName(mode),
      against: [],
      reach: { bound: 'at least', amount: CONNECTIONS_AT_ONCE * PROBES },
    },
    {
      name: `resident-${mode}`,
      work: `${work}, server's resident memory (RSS)`,
      figure: 'rss',
      ours: armName(mode),
      against: [],
      reach: { bound: 'at most', amount: MOST_MEMORY },
    },
    {
      name: `proportional-${mode}`,
      work: `${work}, shared pages counted once (PSS)`,
      figure: 'pss',
      ours: armName(mode),
      against: [],
      reach: { bound: 'at most', amount: MOST_MEMORY },
    },
  ]
}

function armName(mode: string): string {
  return `wyndrvr, ${mode} mode`
}
