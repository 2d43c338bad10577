import { describe, expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { startAgent } from '../../src/agent/agent-process.ts'
import { VERSION } from '../../src/version.ts'
import { GREETING, greetingAgent, HERE, shellAgent } from './agents.ts'

describe('a command that runs no agent', () => {
  test.each([
    {
      name: 'cannot be found',
      words: ['wyndrvr-has-no-such-program', 'agent'],
      code: 'ERR_WYNDRVR_WORKER',
      what: /could not be started: no program has the name wyndrvr-has-no-such-program\. Check the command, and PATH\.$/,
    },
    {
      name: 'ends',
      words: shellAgent('echo out of order >&2; exit 7'),
      code: 'ERR_WYNDRVR_WORKER',
      what: /ended with exit code 7 before it was ready\. Its last output: "out of order"\.$/,
    },
    {
      name: 'greets with something else',
      words: shellAgent('echo to this machine >&2; echo Welcome; cat'),
      code: 'ERR_WYNDRVR_PROTOCOL',
      what: /printed "Welcome" on standard output, where an agent prints only its reports\. Its last output: "to this machine"\.$/,
    },
    {
      name: 'prints without end, and without a newline',
      words: shellAgent("exec tr '\\0' x < /dev/zero"),
      code: 'ERR_WYNDRVR_PROTOCOL',
      what: /printed "x{100}" on standard output/,
    },
    {
      name: 'is of another version',
      words: shellAgent(`echo '{"agent":2,"version":"9.0.0"}'; cat`),
      code: 'ERR_WYNDRVR_PROTOCOL',
      what: `is of wyndrvr 9.0.0, which speaks version 2 of the agent's protocol, and this is wyndrvr ${VERSION}, which speaks version 1. Use the same version at both ends.`,
    },
    {
      name: 'closes its output',
      words: shellAgent('exec >&-; exec cat >&2'),
      code: 'ERR_WYNDRVR_WORKER',
      what: 'closed its standard output before it was ready',
    },
  ])('that $name is an error that says so', async ({ words, code, what }) => {
    await expect(connect({ from: words })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^The agent '/),
    })
    await expect(connect({ from: words })).rejects.toThrow(what)
  })

  test('that is silent is an error after a time', async () => {
    const silent = startAgent(shellAgent('cat >&2'), { patience: 50 })
    await expect(silent).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: expect.stringMatching(/was not ready after 0\.05 s\. It printed nothing on standard error\.$/),
    })
  })

  test('that is waited for can be stopped', async () => {
    const stop = new AbortController()
    const waiting = startAgent(shellAgent('cat >&2'), { signal: stop.signal })
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_WYNDRVR_ABORTED' })
  })

  test('is a wrong option if it has no words, or needs a shell', async () => {
    await expect(connect({ from: '' })).rejects.toThrow('from must name a command, got nothing.')
    await expect(connect({ from: [] })).rejects.toThrow('from must name a command, got nothing.')
    await expect(connect({ from: 'ssh a | cat' })).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE' })
  })
})

describe('an agent that was ready', () => {
  test.each([
    {
      name: 'dies',
      script:
        "process.stdin.once('data', () => { console.error('Oh no.'); process.kill(process.pid, 'SIGKILL') })",
      code: 'ERR_WYNDRVR_WORKER',
      what: 'ended by SIGKILL while it was in use. Its last output: "Oh no.".',
    },
    {
      name: 'prints rubbish',
      script: "process.stdin.once('data', () => console.log('Hello.'))",
      code: 'ERR_WYNDRVR_PROTOCOL',
      what: 'printed "Hello." on standard output',
    },
    {
      name: 'prints a line without end',
      script:
        "const go = () => process.stdout.write('y'.repeat(2 ** 20), () => go()); process.stdin.once('data', go)",
      code: 'ERR_WYNDRVR_PROTOCOL',
      what: /printed "y{100}" on standard output/,
    },
    {
      name: 'connects without a target',
      script: `process.stdin.once('data', () => console.log('{"report":"done","id":1}'))`,
      code: 'ERR_WYNDRVR_PROTOCOL',
      what: 'connected without a target',
    },
    {
      name: 'is silent',
      script: '',
      code: 'ERR_WYNDRVR_TIMEOUT',
      what: 'was silent for 5 s',
    },
  ])('and $name is an error of the order', async ({ script, code, what }) => {
    const connecting = connect({ from: greetingAgent(script), timeout: 1 })
    await expect(connecting).rejects.toMatchObject({ code })
    await expect(connecting).rejects.toThrow(what)
  })

  test('is patient if this process was busy', async () => {
    await using agent = await startAgent(
      greetingAgent('setInterval(() => console.log(\'{"report":"alive"}\'), 100)'),
    )
    const { done } = agent.order({ order: 'clock' }, 60_000)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5500)
    const answered = await Promise.race([done.catch((error: unknown) => error), turns(20)])
    expect(answered).toBe('waits')
  })

  test('refuses orders after its end', async () => {
    const agent = await startAgent(['env'])
    await agent.close()
    await agent.close()
    await expect(agent.order({ order: 'clock' }, 1000).done).rejects.toThrow('was ended by this process')
  })

  test('ignores reports of orders that it was not given', async () => {
    const script = `process.stdin.once('data', () => console.log('{"report":"done","id":9}\\n{"report":"done","id":1,"time":5}'))`
    await using agent = await startAgent(greetingAgent(script))
    expect(await agent.order({ order: 'clock' }, 60_000).done).toMatchObject({ id: 1, time: 5 })
  })

  test('and only says that it is alive is an error of the order when its time is over', async () => {
    const alive = 'setInterval(() => console.log(\'{"report":"alive"}\'), 20)'
    await using agent = await startAgent(greetingAgent(alive))
    const later = agent.order({ order: 'clock' }, 60_000)
    const sooner = agent.order({ order: 'clock' }, 100)
    const failure = {
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: expect.stringMatching(
        /^The agent '.*' said that it was alive, but had not carried out the order 'clock' after 0\.1 s\. It printed nothing on standard error\.$/,
      ),
    }
    // Whatever else it was to do fails with it.
    await Promise.all([sooner, later].map(async ({ done }) => expect(done).rejects.toMatchObject(failure)))
  })
})

test('an agent greets with its version and its machine', async () => {
  await using agent = await startAgent([HERE])
  expect(JSON.parse(GREETING)).toMatchObject({ agent: 1, version: VERSION, host: { node: agent.host.node } })
})

/** Resolves after that many turns of the event loop. */
async function turns(count: number): Promise<'waits'> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  return 'waits'
}
