import { Command, Option } from 'commander'

import type { TestName } from '../client/suite.ts'
import { decimal, whole } from './values.ts'

/** What a client command line asks for. */
export interface ClientFlags {
  readonly host: string
  readonly port: number
  readonly test: TestName | 'all'
  readonly count: number
  /** In MB of 2^20 bytes. */
  readonly size: number
  readonly concurrent?: number
  readonly timeout: number
  readonly json?: boolean
  readonly output?: string
}

/** `wyndrvr client` */
export function clientCommand(): Command {
  return new Command('client')
    .description('Measures latency and bandwidth to a server.')
    .addOption(new Option('--host <host>', 'server host address').default('localhost'))
    .addOption(new Option('--port <port>', 'server port').default(5001).argParser(whole(1, 65_535)))
    .addOption(
      new Option('--test <test>', 'test to run')
        .choices(['latency', 'download', 'upload', 'all'])
        .default('all'),
    )
    .addOption(
      new Option('--count <n>', 'number of latency probes').default(10).argParser(whole(1, 1_000_000)),
    )
    .addOption(
      new Option('--size <mb>', 'payload of each bandwidth test in MB (1024*1024 bytes)')
        .default(10)
        .argParser(decimal(0.000_001, 1024 * 1024)),
    )
    .addOption(
      new Option('--concurrent <n>', 'run so many clients at once, in worker threads').argParser(
        whole(1, 1000),
      ),
    )
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait for the connection and its first answer')
        .default(10)
        .argParser(decimal(0.001, 3600)),
    )
    .option('--json', 'print the result document on standard output, all else on standard error')
    .option('--output <file>', 'write the result document to a file as well')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ClientFlags) => {
      const { runClient } = await import('./run-client.ts')
      await runClient(flags)
    })
}

const EXAMPLES = `
Examples:
  wyndrvr client --host 192.0.2.7
  wyndrvr client --test latency --count 100
  wyndrvr client --concurrent 5 --size 1
  wyndrvr client --json --output result.json`
