import { afterEach, expect, test, vi } from 'vitest'

import { loadInputs, loadPostInputs } from '../../../src/action/inputs/load-inputs.ts'
import { inputVariables } from '../../support/action/runner.ts'

afterEach(() => vi.unstubAllEnvs())

const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':')

test.each([
  ['task', 'fast', 'must be one of suite, server, compare, judge, report, got'],
  ['mode', 'fast', 'must be one of thread, process, sequential, got'],
  ['port', '70000', 'must be a whole number from 0 to 65535, got'],
  ['workers', '0', 'must be a whole number from 1 to 256, got'],
  ['server', 'nowhere', 'is invalid: Expected a server as host:port'],
  ['tests', 'latency ping', 'must list any of latency, download, upload'],
  ['pid', '12, x', 'must list whole numbers from 1 to 4194304, got'],
  ['duration', '1h', 'must be a time from 50ms to 1min, got'],
  ['duration', '500', 'must be a time from 50ms to 1min, got'],
  ['thresholds', 'latency.p99 << 5ms', 'Line 1 of the input thresholds: '],
  ['base', '127.0.0.1:5001', 'must be compare with the inputs base and head, got'],
  ['streams', '129', 'must be a whole number from 1 to 128, got'],
  ['rate', '10', 'must be a rate from 1kbit/s to 100Gbit/s, got'],
  ['budget', '1s', 'must be a time from 2s to 10min, got'],
  ['duration', '5m', "must be a time from 50ms to 1min. '5m' can be read in two ways. Write 5min or 5ms."],
  ['margin', '5', 'must be a percentage from 0.1% to 90%, got'],
  ['fail-on', 'always', 'must list any of worse, threshold, invalid, inconclusive, never, got'],
  [
    'fail-on',
    'never, worse',
    'must list any of worse, threshold, invalid and inconclusive, or be never, got',
  ],
  ['comment', 'sometimes', 'must be one of on-change, always, never, got'],
  ['name', 'x'.repeat(101), 'must have at most 100 characters, got'],
  ['artifact', 'html', 'must be one of on, off, got'],
  ['report', 'pdf', 'must be one of none, html, got'],
])('input %s with the value %s is refused', (name, value, sentence) => {
  stubInputs({ [name]: value })
  const error = refusal()
  expect(error).toMatchObject({ code: 'ERR_WYNDRVR_VALUE' })
  expect(error.message).toContain(sentence)
  expect(error.message).not.toContain('    at ')
})

test.each([
  [{ task: 'compare' }, 'The input base is required with task: compare'],
  [{ task: 'compare', base: '127.0.0.1:1' }, 'The input head is required with task: compare'],
  [
    { task: 'compare', base: 'node server.js', head: '127.0.0.1:1' },
    'The input base must be host:port or a URL, one of them and a command, or a command with {port} in it',
  ],
  [
    { task: 'compare', arms: 'haproxy 127.0.0.1:1' },
    "The input arms must have a line for each arm with its name, a colon and the arm, for example 'haproxy: 127.0.0.1:9000', got",
  ],
  [
    { task: 'compare', arms: 'haproxy: node server.js' },
    'The input arms must be host:port or a URL, one of them and',
  ],
  [
    { task: 'compare', base: '[::1]:1', arms: 'a: [::1]:1' },
    'The input arms must be left out with the inputs base and head',
  ],
  [{ task: 'server', arms: 'a: [::1]:1' }, 'The input task must be compare with the input arms'],
  [
    { task: 'server', server: '127.0.0.1:1' },
    'The input server must be left out with task: server, because only suite uses it, got',
  ],
  [{ task: 'server', suite: '*.test.ts' }, 'The input task must be suite with the input suite'],
  [{ task: 'server', tests: 'latency' }, 'The input tests must be empty with this task'],
  [
    { tests: 'latency', thresholds: 'udp.loss <= 1%' },
    "The input thresholds has 'udp.loss <= 1%', but the tests latency do not measure it. Add udp to the input tests.",
  ],
  [
    { thresholds: 'connect.rate > 100/s' },
    'but the tests latency, download, upload, loaded, udp do not measure it. Add connect',
  ],
  [
    { tests: 'latency', thresholds: 'cost.cpu.client.download < 1s/GB' },
    'but the tests latency do not measure it. Add download to the input tests.',
  ],
  [
    { thresholds: 'cpu.download < 0.5s/GB' },
    'but the process of the program is not known. Name it in the input pid.',
  ],
  [{ thresholds: 'cost.rss.program < 1GB' }, 'but the process of the program is not known'],
  [
    { thresholds: 'latency regress < 5%' },
    'but there is no earlier run to compare with. Name one in the input',
  ],
  [
    { thresholds: 'latency shift < 5%' },
    "has 'latency.p50 shift < 5%', but there is no history to find a change in. Name a store in the input history.",
  ],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', thresholds: 'latency shift < 5%' },
    'but there is no history to find a change in. Use task: suite with the input history.',
  ],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', history: '.history' },
    'The input history must be left out with task: compare, because only suite uses it',
  ],
  [
    { history: 'branch:../main' },
    "The input history must name a branch after branch:, such as 'branch:network-history', got 'branch:../main'.",
  ],
  [{ task: 'server', thresholds: 'latency < 5ms' }, 'but task: server does not judge any.'],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', tests: 'latency', thresholds: 'download > 1Gbit/s' },
    'but this comparison measures only latency.p50, latency.p95, latency.p99.',
  ],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', thresholds: 'latency.max < 1s' },
    'but this comparison measures only download.mbps, latency.p50, ',
  ],
  [{ suite: '*.test.ts', tests: 'latency' }, 'The input tests must be empty with the input suite'],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', mode: 'process' },
    "The input mode must be left out with task: compare, because only suite and server use it, got 'process'.",
  ],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', duration: '2s' },
    "The input duration must be left out with task: compare, because only suite uses it, got '2s'.",
  ],
  [{ streams: '4' }, 'The input streams must be left out with task: suite, because only compare uses it'],
  [{ rate: '1Mbit/s' }, 'The input rate must be left out with task: suite, because only compare uses it'],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', tests: 'latency, connect', streams: '4' },
    'The input streams applies only to download, upload and loaded latency, but this comparison measures latency, connect.',
  ],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', rate: '1Mbit/s' },
    'The input rate applies only to UDP, but this comparison measures download, latency, upload. Remove it, or add',
  ],
  [{ budget: '1min' }, 'The input budget must be left out with task: suite, because only compare uses it'],
  [{ restart: 'off' }, 'The input restart must be left out with task: suite, because only compare uses it'],
  [{ suite: '*.test.ts', duration: '2s' }, 'The input duration must be left out with the input suite'],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', server: '[::1]:3' },
    'The input server must be left out with task: compare, because only suite uses it',
  ],
  [{ task: 'report', server: '[::1]:3' }, 'The input server must be left out with task: report'],
  [{ task: 'report', 'pull-request': '7' }, 'The input pull-request must be empty with task: report'],
  [
    { task: 'report', name: 'x' },
    'The input name must be left out with task: report, because only suite, compare and judge use',
  ],
  [{ task: 'report', artifact: 'off' }, 'The input artifact must be left out with task: report'],
  [{ task: 'server', report: 'html' }, 'The input report must be left out with task: server'],
  [
    { task: 'server', 'fail-on': 'never' },
    'The input fail-on must be left out with task: server, because only suite, compare, judge and report use it',
  ],
  [{ task: 'server', comment: 'always' }, 'The input comment must be left out with task: server'],
  [{ server: '[::1]:3', port: '5001' }, 'The input port must be left out if the step starts no server'],
  [
    { server: '[::1]:3', 'server-token': 'off' },
    'The input server-token must be left out if the step starts no server',
  ],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', 'server-token': 'off' },
    'The input server-token must be left out if the step starts no server',
  ],
  [
    { server: '[::1]:3', 'server-tls': 'on' },
    'The input server-tls must be left out if the step starts no server',
  ],
  [{ server: '[::1]:3', workers: '2' }, 'The input workers must be left out if the step starts no server'],
  [
    { 'server-from': 'env', server: '[::1]:3', port: '5001' },
    'The input port must be left out if the input server names the port',
  ],
  [
    { task: 'server', 'server-from': 'env' },
    'The input server-from must be left out with task: server, because only suite and compare use it',
  ],
  [
    { 'server-from': "ssh 'host" },
    "The input server-from is invalid: The command 'ssh 'host' has an open quote.",
  ],
  [{ 'working-directory': 'sub' }, 'The input working-directory must be left out without the input suite'],
  [
    { task: 'compare', base: '[::1]:1', head: '[::1]:2', restart: 'off' },
    'The input restart must be left out if no arm has a command',
  ],
])('inputs that exclude each other are refused: %j', (inputs, sentence) => {
  stubInputs(inputs)
  expect(refusal().message).toContain(sentence)
})

test('the defaults of action.yml start a server and measure it with the built-in suite', () => {
  stubInputs({})
  expect(loadInputs()).toMatchObject({
    task: 'suite',
    mode: 'thread',
    host: '127.0.0.1',
    port: 0,
    workers: null,
    server: null,
    suite: null,
    tests: [],
    duration: 1000,
    failOn: ['worse', 'threshold'],
    comment: 'on-change',
    artifact: true,
    report: 'none',
    token: null,
  })
})

test.each([
  ['', { tls: { fingerprint: FINGERPRINT } }],
  ['127.0.0.1:5001', { tls: { fingerprint: FINGERPRINT } }],
  ['127.0.0.1:5002', {}],
])('if the input server is %j, its certificate is %j', (server, certificate) => {
  stubInputs(server === '' ? {} : { server })
  vi.stubEnv('WYNDRVR_SERVER', '127.0.0.1:5001')
  vi.stubEnv('WYNDRVR_SERVER_FINGERPRINT', FINGERPRINT.replaceAll(':', '').toLowerCase())
  const { host, port, ...others } = loadInputs().server ?? { host: '', port: 0 }
  expect([host, others]).toEqual(['127.0.0.1', certificate])
  expect(port).toBe(Number((server || '127.0.0.1:5001').split(':')[1]))
})

test('a server can be named by its URL', () => {
  const url = 'https://proxy.test/base'
  stubInputs({ server: url })
  expect(loadInputs().server).toEqual({ host: 'proxy.test', port: 443, url })
  stubInputs({ server: 'https://proxy.test/?a=1' })
  expect(refusal().message).toMatch(/^The input server is invalid: The URL of a server ends with its path/)
})

test.each([
  ['suite', { host: '127.0.0.1', port: 5001 }],
  ['server', null],
])('with task: %s the server of an earlier step is %j', (task, server) => {
  stubInputs({ task })
  vi.stubEnv('WYNDRVR_SERVER', '127.0.0.1:5001')
  expect(loadInputs().server).toEqual(server)
})

test.each([
  { thresholds: 'latency regress < 5%', baseline: 'main.json' },
  { thresholds: 'latency shift < 5%', history: '.history' },
  { pid: '12, 34', thresholds: 'cpu.download < 1s/GB\ncost.rss.program < 1GB' },
  { tests: 'udp-capacity', thresholds: 'udp.capacity.upload > 1Mbit/s' },
  { tests: 'download', thresholds: 'cpu.client.download < 1s/GB\ncost.rss.server < 1GB' },
  {
    task: 'compare',
    base: '[::1]:1',
    head: '[::1]:2',
    tests: 'cpu.download',
    thresholds: 'cpu.download < 1s/GB',
  },
  { task: 'compare', base: '[::1]:1', head: '[::1]:2', thresholds: 'latency < 5ms\ndownload regress < 5%' },
  {
    task: 'compare',
    base: '[::1]:1',
    head: '[::1]:2',
    tests: 'connect, udp.upload.loss',
    thresholds: 'connect.rate > 100/s\nudp.upload.jitter regress < 1ms',
  },
  {
    task: 'compare',
    base: '[::1]:1',
    head: '[::1]:2',
    rate: '1Mbit/s',
    thresholds: 'udp.upload.jitter regress < 1ms',
    tests: 'udp.upload.loss',
  },
  { suite: '*.test.ts', thresholds: 'connect.rate > 100/s\nlatency regress < 5%' },
])('thresholds that can be judged are accepted: %j', (inputs) => {
  stubInputs(inputs)
  expect(loadInputs().thresholds.length).toBeGreaterThan(0)
})

test('the end of the job reads its inputs even if others are invalid', () => {
  stubInputs({ run: 'fast', 'job-status': 'failure' })
  expect(loadPostInputs()).toEqual({ token: null, jobStatus: 'failure' })
})

function stubInputs(inputs: Readonly<Record<string, string>>): void {
  vi.stubEnv('WYNDRVR_SERVER', '')
  for (const [name, value] of Object.entries(inputVariables(inputs))) vi.stubEnv(name, value)
}

function refusal(): Error {
  try {
    loadInputs()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('The inputs were accepted')
}
