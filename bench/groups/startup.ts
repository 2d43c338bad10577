import { BIN } from '../tools/ours.ts'
import { run } from '../tools/run.ts'
import type { Arm, Bench, Group, Sample } from '../types.ts'

/** Time to print the version, against the time Node itself takes to do nothing. */
export const STARTUP: Group = {
  // A start takes tens of milliseconds, with a wide spread.
  turns: 10,
  arms: [node('wyndrvr --version', [BIN, '--version']), node('node -e 0', ['-e', '0'])],
  rows: [
    {
      name: 'startup',
      work: 'start, print the version, exit',
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
