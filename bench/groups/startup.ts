import { BIN } from '../tools/ours.ts'
import { run } from '../tools/run.ts'
import type { Arm, Bench, Group, Sample } from '../types.ts'

/** How long it takes to say the version, against what Node itself takes to do nothing. */
export const STARTUP: Group = {
  // One start takes some tens of milliseconds, and their spread is wide.
  turns: 10,
  arms: [node('wyndrvr --version', [BIN, '--version']), node('node -e 0', ['-e', '0'])],
  rows: [
    {
      name: 'startup',
      work: 'start, say the version, end',
      figure: 'wall',
      ours: 'wyndrvr --version',
      against: ['node -e 0'],
      reach: { bound: 'at most', times: 1.5 },
    },
  ],
}

function node(name: string, words: readonly string[]): Arm {
  const once = async (bench: Bench): Promise<Sample> => {
    const { milliseconds } = await run(process.execPath, words, bench)
    return { wall: milliseconds }
  }
  return { name, run: once }
}
