/** What a runner starts: once as the step, once more when the job ends. */
import * as core from '@actions/core'

import { messageOf } from '../errors.ts'
import { runPost } from './post.ts'
import { isPost } from './state.ts'
import { runStep } from './step.ts'

try {
  if (isPost()) await runPost()
  else await runStep()
} catch (error) {
  core.setFailed(messageOf(error))
}
