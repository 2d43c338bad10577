import { describe, expect, test } from 'vitest'

import { compare } from '../../src/compare/compare.ts'
import { freePort } from '../../src/host/free-port.ts'
import { cpusText } from '../../src/host/cpu-list.ts'
import { ALLOWED, CANNOT_PLACE, cpusOf } from '../support/machine/cpus-of.ts'
import { bundled } from '../support/programs/bundles.ts'
import { childrenOf, start } from '../support/programs/processes.ts'
import type { Running } from '../support/programs/processes.ts'

function server(port: number): readonly string[] {
  return [process.execPath, bundled('server-entry'), 'server', '--host', '127.0.0.1', '--port', String(port)]
}

/** A server that runs on one CPU. */
async function listening(cpu: string): Promise<{ readonly program: Running; readonly port: number }> {
  const program = start('taskset', ['-c', cpu, ...server(0)])
  const [, port] = await program.printed(/started on \S+:(\d+)/)
  return { program, port: Number(port) }
}

describe.skipIf(CANNOT_PLACE)('placement', () => {
  test.each([
    { placement: 'auto', measure: ['latency'] },
    { placement: 'auto', measure: ['download'] },
    { placement: 'none', measure: ['latency'] },
    { placement: String(ALLOWED[0]), measure: ['latency'] },
  ] as const)('$placement of a comparison of $measure', async ({ placement, measure }) => {
    const before = cpusOf(process.pid)
    const [base, head] = [await freePort(), await freePort()]
    const stop = new AbortController()
    let seen: { readonly client: readonly string[]; readonly programs: readonly string[] } | null = null
    const { document, error } = await compare({
      base: { host: '127.0.0.1', port: base, command: server(base) },
      head: { host: '127.0.0.1', port: head, command: server(head) },
      measure,
      placement,
      budget: '8s',
      signal: stop.signal,
      onProgress: () => {
        seen ??= {
          client: cpusOf(process.pid),
          programs: [...new Set(childrenOf(process.pid).flatMap(cpusOf))],
        }
        stop.abort()
      },
    })
    // On a slow machine, the first look at the data may be the last one.
    expect([undefined, 'ERR_WYNDRVR_ABORTED']).toContain(error?.code)
    const facts = document.environment.placement
    const everywhere = cpusText(ALLOWED)
    expect(seen).toEqual({
      client: [(measure[0] === 'latency' ? facts?.latency : facts?.transfers) ?? everywhere],
      programs: [facts?.programs ?? everywhere],
    })
    expect(facts?.reason).toBeNull()
    if (placement === 'none') expect(facts?.programs).toBeNull()
    else expect(facts?.programs).not.toBeNull()
    expect(cpusOf(process.pid)).toEqual(before)
  })

  test('servers that may run on different CPUs get a note, and those that may not get none', async () => {
    const [first, second] = [String(ALLOWED[0]), String(ALLOWED[1])]
    const [one, again, other] = await Promise.all([listening(first), listening(first), listening(second)])
    await using stack = new AsyncDisposableStack()
    for (const { program } of [one, again, other]) stack.use(program)
    const noteOf = async (head: number): Promise<string | undefined> => {
      const stop = new AbortController()
      const { document } = await compare({
        base: { host: '127.0.0.1', port: one.port },
        head: { host: '127.0.0.1', port: head },
        measure: ['latency'],
        budget: '2s',
        signal: stop.signal,
        onProgress: () => stop.abort(),
      })
      return document.environment.placement?.note
    }
    expect(await noteOf(other.port)).toBe(
      `base may run on CPU ${first} and head on CPU ${second}, which is part of the difference: start both on the same CPUs, for example with taskset.`,
    )
    expect(await noteOf(again.port)).toBeUndefined()
  })

  test('a CPU that this process may not use is refused before anything starts', async () => {
    await expect(compare({ base: { port: 5001 }, head: { port: 5002 }, placement: '8000' })).rejects.toThrow(
      `placement '8000' names CPU 8000, but this process may use only ${cpusText(ALLOWED)}.`,
    )
  })
})
