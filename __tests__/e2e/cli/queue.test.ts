import { expect, test } from 'vitest'

import { serve, wyndrvr } from './commands.ts'

test('a client of a busy server shows its place, and measures when its turn comes', async () => {
  await using server = await serve('--max-sessions', '1')
  const words = ['client', '--host', '127.0.0.1', '--port', server.port, '--overlap', '--test', 'latency']
  await using first = wyndrvr(...words, '--duration', '60s', '--interval', '10ms', '--no-busy-poll')
  await first.printed(/Connected to/)
  await using second = wyndrvr(...words, '--count', '3')
  await second.printed(/^\[CLIENT\] Waiting for other clients of the server: place 1 of 1$/m)
  await using away = wyndrvr(...words, '--count', '3', '--from', 'env')
  await away.printed(/^\[CLIENT\] Waiting for other clients of the server: place 2 of 2$/m)
  await using third = wyndrvr(...words, '--count', '3', '--patience', '1ms')
  expect(await third.ended).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/^wyndrvr: Waiting for other clients of \S+ took longer than 0\.001 s/),
  })
  first.child.kill('SIGTERM')
  for (const each of [second, away]) {
    const { code, stdout, stderr } = await each.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/place 1 of \d\n\[CLIENT\] Connected to/)
  }
})
