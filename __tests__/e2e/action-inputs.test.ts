import { expect, test } from 'vitest'

import { Job } from '../support/action/runner.ts'

const NO_FOLDER = "The input working-directory must be a folder, relative to the checkout, got 'nowhere'."

type Refusal = [inputs: Readonly<Record<string, string>>, sentence: string]

test.each<Refusal>([
  [{ margin: '5' }, 'The input margin must be a percentage from 0.1% to 90%, got'],
  [{ thresholds: 'latency.p99 << 5ms' }, 'Line 1 of the input thresholds: '],
  [{ task: 'compare' }, 'The input base is required with task: compare'],
  [{ suite: '*.test.ts', 'working-directory': 'nowhere' }, NO_FOLDER],
  [{ task: 'compare', base: '127.0.0.1:1', head: '127.0.0.1:2', 'working-directory': 'nowhere' }, NO_FOLDER],
  [{ baseline: '.' }, "The input baseline must list files, such as baseline.json, got '.'."],
  [
    { baseline: 'main.json', thresholds: 'latency regress < 5%' },
    "The input thresholds has 'latency.p50 regress < 5%', but the baseline main.json does not exist. If the first run has none, write that line as ${{ hashFiles('main.json') != '' && 'latency.p50 regress < 5%' || '' }}.",
  ],
  [
    { tests: 'latency', thresholds: 'udp.loss <= 1%' },
    "The input thresholds has 'udp.loss <= 1%', but the tests latency do not measure it.",
  ],
  [
    {
      task: 'compare',
      base: '127.0.0.1:1',
      head: '127.0.0.1:2',
      tests: 'latency',
      thresholds: 'download > 1Gbit/s',
    },
    "The input thresholds has 'download.mbps > 1Gbit/s', but this comparison measures only latency.p50",
  ],
  [
    { thresholds: 'latency regress < 5%' },
    "The input thresholds has 'latency.p50 regress < 5%', but there is no earlier run",
  ],
  ...Object.entries({ mode: 'process', workers: '2', duration: '2s' }).map(([name, value]): Refusal => [
    { task: 'compare', base: '127.0.0.1:1', head: '127.0.0.1:2', [name]: value },
    `The input ${name} must be left out with task: compare`,
  ]),
])('a step with the inputs %j is red, with one sentence, and starts no server', async (inputs, sentence) => {
  using job = new Job({ inputs })
  const main = await job.main()
  expect(main.code).toBe(1)
  const errors = main.stdout.split('\n').filter((line) => line.startsWith('::error::'))
  expect(errors).toHaveLength(1)
  expect(errors[0]).toContain(`::error::${sentence.replaceAll('%', '%25')}`)
  expect(main.stdout).not.toContain('    at ')
  expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
  expect(job.state['server']).toBeUndefined()
})
