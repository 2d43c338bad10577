/** Runs the properties of all parsers for longer than the tests do: `npm run fuzz -- --help`. */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const USAGE = `Usage: npm run fuzz -- [options]

Gives random text to every parser of what comes from a network, a file or a user.

  --runs <n>      inputs of each parser (default: 20000)
  --seed <n>      seed of the inputs (default: another one each time, which is printed)
  --only <text>   only the parsers whose name contains this text
  --path <path>   with the seed: the single input that a failure has printed
  --help          this text

Exit code: 0 all parsers are fine, 1 one is not, 2 wrong usage.
`

const options = read(process.argv.slice(2))
if (typeof options === 'string') {
  const isHelp = options === USAGE
  process[isHelp ? 'stdout' : 'stderr'].write(options)
  process.exitCode = isHelp ? 0 : 2
} else process.exitCode = fuzz(options)

interface FuzzOptions {
  readonly runs: string
  readonly seed: string
  readonly only: string | undefined
  readonly path: string | undefined
}

/** The options; a text to print if it is not to fuzz. */
function read(words: readonly string[]): FuzzOptions | string {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        runs: { type: 'string', default: '20000' },
        seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
        only: { type: 'string' },
        path: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return USAGE
    const { runs, seed, only, path } = values
    if (!/^[1-9]\d{0,8}$/.test(runs))
      return `fuzz: --runs must be a whole number from 1 to 999999999, got '${runs}'\n`
    // fast-check prints seeds below zero, too.
    if (!/^-?\d{1,10}$/.test(seed)) return `fuzz: --seed must be a whole number, got '${seed}'\n`
    return { runs, seed, only, path }
  } catch (error) {
    return `fuzz: ${error instanceof Error ? error.message : String(error)}\n`
  }
}

function fuzz({ runs, seed, only, path }: FuzzOptions): number {
  process.stdout.write(`fuzz: ${runs} inputs of each parser, seed ${seed}\n`)
  const filter = only === undefined ? [] : ['-t', only]
  const words = ['run', '__tests__/fuzz', '--testTimeout=0', ...filter]
  const { status } = spawnSync('vitest', words, {
    stdio: 'inherit',
    env: {
      ...process.env,
      WYNDRVR_FUZZ_RUNS: runs,
      WYNDRVR_FUZZ_SEED: seed,
      ...(path === undefined ? {} : { WYNDRVR_FUZZ_PATH: path }),
    },
  })
  return status ?? 1
}
