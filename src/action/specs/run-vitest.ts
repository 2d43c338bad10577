import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'

import * as core from '@actions/core'

import { SERVER_VARIABLE } from '../../address.ts'
import { namedServerText } from '../../client/wire/http-target.ts'
import { FINGERPRINT_VARIABLE } from '../../client/named-certificate.ts'
import { entryPath } from '../../host/entry-path.ts'
import { nextEvent } from '../../host/next-event.ts'
import { childEnvironment } from '../child-environment.ts'
import type { MeasuredServer } from '../inputs/inputs.ts'
import { checkCommandLine } from './command-line.ts'
import { specNode } from './spec-node.ts'
import { REPORT_VARIABLE } from './spec-reporter.ts'

/** A run of vitest. */
export interface VitestRun {
  /** Path of vitest. */
  readonly program: string
  readonly files: readonly string[]
  readonly folder: string
  /** The server that the specs measure. */
  readonly server: MeasuredServer
  /** Path that the spec reporter writes to. */
  readonly reportFile: string
}

/**
 * Runs vitest with its output in the log, and returns its exit code; `null` if it ended on a signal.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if the files do not fit on a command line
 */
export async function runVitest(run: VitestRun): Promise<number | null> {
  const { program, files, folder, server, reportFile } = run
  const reporters = ['--reporter=default', `--reporter=${entryPath(import.meta.url, 'spec-reporter')}`]
  // A threshold of coverage would fail a run of specs alone, and counting what runs slows it down.
  const words = [program, 'run', '--includeTaskLocation', '--coverage.enabled=false', ...reporters, ...files]
  const environment = childEnvironment(process.env)
  const node = specNode(environment)
  checkCommandLine(process.platform, [node, ...words])
  // Names and output of specs are text from outside: until it reads this word, the runner obeys no command in them.
  const resume = randomUUID()
  core.info(`::stop-commands::${resume}`)
  try {
    const vitest = spawn(node, words, {
      cwd: folder,
      env: {
        ...environment,
        [SERVER_VARIABLE]: namedServerText(server),
        [FINGERPRINT_VARIABLE]: server.tls?.fingerprint ?? '',
        [REPORT_VARIABLE]: reportFile,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    return await nextEvent<number | null>(vitest, 'exit')
  } finally {
    core.info(`\n::${resume}::`)
  }
}
