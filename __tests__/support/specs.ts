/** Specs and configs of a project of a user's, as text. */

/** A config with the plugin. */
export const CONFIG = `import { defineConfig } from 'vitest/config'
import { wyndrvr } from 'wyndrvr/vitest/config'

export default defineConfig({ plugins: [wyndrvr()] })
`

/** One without. */
export const CONFIG_WITHOUT_PLUGIN = `import { defineConfig } from 'vitest/config'

export default defineConfig({})
`

/** One with projects of its own. */
export const CONFIG_WITH_PROJECTS = `import { defineConfig } from 'vitest/config'
import { wyndrvr } from 'wyndrvr/vitest/config'

export default defineConfig({
  plugins: [wyndrvr()],
  test: { projects: [{ extends: true, test: { name: 'mine', include: ['unit/**/*.test.ts'] } }] },
})
`

/** A test that is none of ours. */
export const UNIT = `import { test } from 'vitest'

test('a unit', () => {})
`

/** Two files, of which the first overrides what the second must not see. */
export const MODES: Readonly<Record<string, string>> = {
  'specs/first.net.test.ts': `import { expect, test } from 'wyndrvr/vitest'

test.override('serverOptions', { mode: 'process' })

test('process mode', async ({ link }) => {
  const latency = await link.latency({ count: 5 })
  expect(latency.received).toBe(5)
  expect(link.target.mode).toBe('process')
})
`,
  'specs/second.net.test.ts': `import { expect, test } from 'wyndrvr/vitest'

test('thread mode', async ({ link }) => {
  await link.upload({ size: '1MB' })
  expect(link.target.mode).toBe('thread')
})

test('both directions', async ({ link }) => {
  const { download, upload } = await link.bidirectional({ duration: '100ms' })
  expect([download.direction, upload.direction]).toEqual(['download', 'upload'])
})
`,
}

/** Failures at lines that are known. */
export const FAILING = `import { expect, test } from 'wyndrvr/vitest'

test('never 100%, that fast', async ({ link }) => {
  const latency = await link.latency({ count: 3 })
  expect(latency.avg).toBeLessThan(0)
})

test('too long', async ({ link }) => {
  await link.download({ duration: '74.9s' })
})
`

/** Fails twice. */
export const FLAKY = `import { expect, test } from 'wyndrvr/vitest'

test('passes at last', async ({ link, task }) => {
  await link.latency({ count: 3 })
  expect(task.result?.retryCount).toBe(2)
})
`

/** One latency. */
export const LONG = `import { test } from 'wyndrvr/vitest'

test('a latency', async ({ link }) => {
  await link.latency({ count: 5 })
})
`

/** Notes when each test has its turn; the tests together take longer than any of them may. */
export const TURNS = `import { appendFileSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { test } from 'wyndrvr/vitest'

/* options */
for (const number of [1, 2, 3]) {
  test.concurrent('measures ' + number, { timeout: 1000 }, async ({ task }) => {
    const note = (what: string) => appendFileSync(String(process.env['TURNS']), what + ' ' + process.pid + task.id + '\\n')
    note('in')
    await after(300)
    note('out')
  })
}
`

/** Programs that become ready, or don't, and what they leave. */
export const PROGRAMS = `import { expect, test as base } from 'wyndrvr/vitest'

// It starts another that would go on for ever.
const PARENT = \`
  const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  console.log('child ' + child.pid)
  setInterval(() => {}, 1000)\`

const test = base.extend('parent', { scope: 'file' }, async ({ spawnForFile }) =>
  spawnForFile(process.execPath, ['-e', PARENT], { ready: /child (\\\\d+)/ }),
)

test('one that passes', async ({ parent, spawn }) => {
  const program = await spawn(process.execPath, ['-e', 'console.log("said by one that passes"); require("net").createServer().listen(0, function () { console.log(this.address().port) })'], { ready: /^\\\\d+$/m })
  const other = await spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  expect((await spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { ready: Number(program.ready?.[0]) })).output).toBe('')
  for (const pid of [parent.pid, parent.ready?.[1], program.pid, other.pid]) process.stderr.write('pid ' + pid + '\\\\n')
})

test('one that fails', async ({ spawn }) => {
  const { output } = await spawn(process.execPath, ['-e', 'console.log("said before it failed"); setInterval(() => {}, 1000)'], { ready: /said/ })
  expect(output).toBe('')
})

test('not ready', async ({ spawn }) => {
  await spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { ready: /ready/, timeout: '0.2s' })
})

test('ends early', async ({ spawn }) => {
  await spawn(process.execPath, ['-e', 'console.log("not that")'], { ready: 1 })
})

test('is not there', async ({ spawn }) => {
  await spawn('no-such-program')
})
`.replaceAll('\\\\', '\\')

/** A measurement, and one that goes on for long: with the process ids of all that runs then. */
export const SLOW = `import { execSync } from 'node:child_process'
import { test } from 'wyndrvr/vitest'

test('first', async ({ link }) => {
  await link.latency({ count: 5 })
})

test('second', async ({ link, spawn }) => {
  const { pid } = await spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const server = execSync('pgrep -P ' + process.pid + ' -f background-entry', { encoding: 'utf8' }).trim()
  // What the first test measured is on its way for some 100 ms.
  await link.latency({ duration: '300ms' })
  console.log('measuring now ' + process.pid + ' ' + pid + ' ' + server)
  await link.latency({ duration: '50s' })
})
`

/** A measurement, and a test that takes its process along. */
export const CRASHING = `import { test } from 'wyndrvr/vitest'

test('first', async ({ link }) => {
  await link.latency({ count: 5 })
})

test('second', async ({ link }) => {
  await link.latency({ duration: '300ms' })
  process.kill(process.pid, 'SIGKILL')
})
`

/** A comparison of a server with itself through a proxy, and one that has no time. */
export const COMPARE = `import { expect, test } from 'wyndrvr/vitest'

const PROXY = \`
  const { connect } = require('node:net')
  const proxy = require('node:http').createServer()
  proxy.on('connect', ({ url }, client) => {
    const [host, port] = url.split(':')
    const server = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\\\\r\\\\n\\\\r\\\\n')
      client.pipe(server).pipe(client)
    })
    for (const end of [client, server]) end.on('error', () => {}).on('close', () => [client, server].map((it) => it.destroy()))
  })
  proxy.listen(0, () => console.log('port ' + proxy.address().port))\`

test('through a proxy', async ({ compare, server, spawn }) => {
  const { ready } = await spawn(process.execPath, ['-e', PROXY], { ready: /port (\\d+)/ })
  const head = server.via({ port: Number(ready?.[1]), protocol: 'http-connect' })
  const { verdict } = await compare({ base: server, head }, (link) => link.download({ size: '1MB' }), { budget: '3s' })
  expect(['better', 'same', 'worse', 'inconclusive', 'invalid']).toContain(verdict)
})

test('too long', async ({ compare, server }) => {
  await compare({ base: server, head: server }, undefined, { budget: '75s' })
})
`
