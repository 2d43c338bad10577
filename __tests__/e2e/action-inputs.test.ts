import { expect, test } from 'vitest'

import { Job } from '../support/runner.ts'

const WHERE = "The input working-directory must be a folder, relative to the checkout, got 'nowhere'."

test.each([
  ['run', 'fast', 'must be one of suite, server, compare, report, got'],
  ['mode', 'fast', 'must be one of thread, process, sequential, got'],
  ['port', '70000', 'must be a whole number from 0 to 65535, got'],
  ['workers', '0', 'must be a whole number from 1 to 256, got'],
  ['server', 'nowhere', 'is invalid: Expected a server as host:port'],
  ['tests', 'latency ping', 'must list any of latency, download, upload'],
  ['duration', '1h', 'must be a time from 50ms to 1min, got'],
  ['duration', '500', 'must be a time from 50ms to 1min, got'],
  ['thresholds', 'latency.p99 << 5ms', 'Line 1 of the input thresholds: '],
  ['base', '127.0.0.1:5001', 'must be compare with the inputs base and head, got'],
  ['budget', '1s', 'must be a time from 2s to 10min, got'],
  ['margin', '5', 'must be a percentage from 0.1% to 90%, got'],
  ['fail-on', 'always', 'must list any of worse, threshold, never, got'],
  ['fail-on', 'never, worse', 'must be worse, threshold or both, or never alone, got'],
  ['comment', 'sometimes', 'must be one of on-change, always, never, got'],
  ['name', 'x'.repeat(101), 'must have at most 100 characters, got'],
  ['report', 'html', 'must be one of on, off, got'],
])('input %s with the value %s is refused in one sentence', async (name, value, sentence) => {
  using job = new Job({ inputs: { [name]: value } })
  const main = await job.main()
  expect(main.code).toBe(1)
  const errors = main.stdout.split('\n').filter((line) => line.startsWith('::error::'))
  expect(errors).toHaveLength(1)
  expect(errors[0]).toContain(sentence.replaceAll('%', '%25'))
  expect(main.stdout).not.toContain('    at ')
  expect(main.outputs).toMatchObject({ passed: 'false', verdict: 'fail' })
  expect(job.state['server']).toBeUndefined()
})

test.each([
  [{ run: 'compare' }, 'The input base is required with run: compare'],
  [{ run: 'compare', base: '127.0.0.1:1' }, 'The input head is required with run: compare'],
  [
    { run: 'compare', base: 'node server.js', head: '127.0.0.1:1' },
    'The input base must be host:port, host:port and a command, or a command with {port} in it',
  ],
  [{ run: 'server', server: '127.0.0.1:1' }, 'The input run must be suite or compare with the input server'],
  [{ run: 'server', suite: '*.test.ts' }, 'The input run must be suite with the input suite'],
  [{ run: 'server', tests: 'latency' }, 'The input tests must be empty with this run'],
  [{ suite: '*.test.ts', tests: 'latency' }, 'The input tests must be empty with the input suite'],
  [{ suite: '*.test.ts', 'working-directory': 'nowhere' }, WHERE],
  [{ run: 'compare', base: '127.0.0.1:1', head: '127.0.0.1:2', 'working-directory': 'nowhere' }, WHERE],
  [{ baseline: '.' }, 'The input baseline must name files'],
])('inputs that rule each other out are refused: %j', async (inputs, sentence) => {
  using job = new Job({ inputs })
  const main = await job.main()
  expect(main.code).toBe(1)
  expect(main.stdout).toContain(`::error::${sentence}`)
  expect(job.state['server']).toBeUndefined()
})
