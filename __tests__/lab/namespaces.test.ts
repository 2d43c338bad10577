import { describe, expect, test } from 'vitest'

import { gone, ROOT, run, start } from '../support/programs/processes.ts'
import { canRunLab } from './can-run.ts'
import { labNetwork } from './namespaces.ts'

/** Prints when it runs. Until then, `ip netns exec` has not yet entered the namespace. */
const PROGRAM = ['-c', 'echo runs; exec sleep 60'] as const

describe.runIf(await canRunLab())('a lab network', () => {
  test('is removed with its programs when it is disposed of', async () => {
    const network = await labNetwork({ rate: 100 })
    const program = network.server.start('sh', PROGRAM)
    await program.printed(/runs/)
    expect(await namespaces()).toContain(network.server.namespace)
    await network[Symbol.asyncDispose]()
    expect(await program.ended).toMatchObject({ signal: 'SIGKILL' })
    const left = await namespaces()
    expect(left).not.toContain(network.server.namespace)
    expect(left).not.toContain(network.client.namespace)
  })

  test('is removed with its programs when the process that made it is killed', async () => {
    const script = `
      import { labNetwork } from './__tests__/lab/namespaces.ts'
      const { client } = await labNetwork({ rate: 100 })
      const program = client.start('sh', ${JSON.stringify(PROGRAM)})
      await program.printed(/runs/)
      console.log('%s %d.', client.namespace, program.child.pid)`
    await using maker = start(process.execPath, ['--input-type=module', '--eval', script], { cwd: ROOT })
    const [, namespace = '', program] = await maker.printed(/^(\S+) (\d+)\.$/m)
    expect(await namespaces()).toContain(namespace)
    maker.child.kill('SIGKILL')
    await gone(Number(program))
    await expect.poll(namespaces, { timeout: 30_000 }).not.toContain(namespace)
  })
})

/** The names of all network namespaces. */
async function namespaces(): Promise<readonly string[]> {
  const { stdout } = await run('ip', ['netns', 'list'])
  return stdout.split('\n').map((line) => line.split(' ')[0] ?? '')
}
