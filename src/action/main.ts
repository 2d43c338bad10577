/** What a runner starts: once as the step, once more when the job ends. */
import * as core from '@actions/core'

import { messageOf } from '../errors.ts'
import { runPost } from './post.ts'
import { isPost } from './run/state.ts'
import { runStep } from './run/step.ts'

// A crash must not leave a step green.
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error: unknown) => {
    core.setFailed(messageOf(error))
    process.exit()
  })
}

// A job that is cancelled must not leave behind what is started for a comparison: it is ended when this process ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

try {
  if (isPost()) await runPost()
  else await runStep()
} catch (error) {
  core.setFailed(messageOf(error))
}
