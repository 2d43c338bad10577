import { startOurs } from '../tools/ours.ts'
import { placed } from '../tools/places.ts'
import { run } from '../tools/run.ts'
import type { Bench, Group, Sample } from '../types.ts'

const DOWNLOADS = 100
const BYTES = 64_000

const LIBRARY = new URL('../../lib/index.js', import.meta.url).href

/** Prints the mean time of a download in ms. */
const SCRIPT = `
const { connect } = await import(${JSON.stringify(LIBRARY)})
await using client = await connect({ host: '127.0.0.1', port: Number(process.argv[1]) })
const begun = performance.now()
for (let number = 0; number < ${DOWNLOADS}; number += 1) await client.download({ size: ${BYTES} })
console.log((performance.now() - begun) / ${DOWNLOADS})
`

/** The fixed cost of a transfer, which a short one shows. No peer keeps its connection between transfers. */
export const SHORT_TRANSFERS: Group = {
  arms: [{ name: 'wyndrvr', run: ours }],
  rows: [
    {
      name: 'short-downloads',
      work: `${DOWNLOADS} downloads of 64 kB, time of each`,
      figure: 'each',
      ours: 'wyndrvr',
      against: [],
      reach: { bound: 'at most', amount: 3 },
      isPlaced: true,
    },
  ],
}

async function ours(bench: Bench): Promise<Sample> {
  await using server = await startOurs(bench.signal, [], bench.places)
  const words = ['--input-type=module', '--eval', SCRIPT, String(server.port)]
  const { stdout } = await run(...placed(bench.places, 'transfers', process.execPath, words), bench)
  return { each: Number(stdout) }
}
