import { expect, test } from 'vitest'

import { startServer } from '../../src/index.ts'
import { onlyMeasurement, wyndrvr } from '../support/programs/bins.ts'
import { run, start } from '../support/programs/processes.ts'

/** Measurements of these tests take turns, which those of others do not. */
const ENV = { ...process.env, WYNDRVR_OVERLAP: '' }

test('a client that measures from elsewhere takes its turn where it was started', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const client = `client --host 127.0.0.1 --port ${server.address.port} --test latency --from env`
  await using first = start(
    process.execPath,
    wyndrvr(`${client} --duration 60s --interval 10ms --no-busy-poll`),
    {
      env: ENV,
    },
  )
  await first.printed(/Starting latency test/)
  await using second = start(process.execPath, wyndrvr(`${client} --count 3 --json`), { env: ENV })
  await second.printed(new RegExp(`measurement is running on this machine \\(process ${first.child.pid}\\)`))
  first.child.kill('SIGINT')
  expect(onlyMeasurement(await second.ended, 'latency')).toMatchObject({ received: 3 })
})

test('a client waits for another, says so, and can be told not to', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const client = (words: string): readonly string[] =>
    wyndrvr(`client --host 127.0.0.1 --port ${server.address.port} --test latency ${words}`)
  await using first = start(process.execPath, client('--duration 60s --interval 10ms --no-busy-poll'), {
    env: ENV,
  })
  await first.printed(/Starting latency test/)

  await using second = start(process.execPath, client('--count 3'), { env: ENV })
  await second.printed(
    new RegExp(
      `^wyndrvr: Another wyndrvr measurement is running on this machine \\(process ${first.child.pid}\\): waiting for it to end\\.$`,
      'm',
    ),
  )
  await using third = start(process.execPath, client('--count 3 --json'), { env: ENV })
  await third.printed(/waiting for it to end/)

  const beside = await run(process.execPath, client('--count 3 --json --overlap'), { env: ENV })
  expect(onlyMeasurement(beside, 'latency')).toMatchObject({ received: 3 })

  second.child.kill('SIGINT')
  expect(await second.ended).toMatchObject({ code: 130, stdout: '' })
  first.child.kill('SIGKILL')
  expect(onlyMeasurement(await third.ended, 'latency')).toMatchObject({ received: 3 })
})
