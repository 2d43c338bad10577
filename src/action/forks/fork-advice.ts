import type { Advice } from '../github/permission-advice.ts'

/** The reason that a step writes no comment if its token is read-only. */
export const FROM_FORK =
  'No comment: this pull request comes from a fork, whose workflows must not write. To get one, upload the output artifact, and add a workflow with task: report (https://github.com/wyndrvr/action/blob/v1/docs/reference/action.md#pull-requests-from-forks).'

/** The same as a warning, with both parts to paste: `examples/workflows` has them as whole workflows. */
export const FORK_ADVICE: Advice = {
  sentence: FROM_FORK,
  yaml: `# After this action's step, which needs id: wyndrvr
- if: \${{ !cancelled() && steps.wyndrvr.outputs.artifact != '' }}
  uses: actions/upload-artifact@v7
  with:
    name: \${{ steps.wyndrvr.outputs.artifact-name }}
    path: \${{ steps.wyndrvr.outputs.artifact }}
    overwrite: true

---
# .github/workflows/network-report.yml, on the default branch
name: Network report
on:
  workflow_run:
    workflows: [Network] # the name of this workflow
    types: [completed]
permissions:
  actions: read
  pull-requests: write
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - uses: wyndrvr/action@v1
        with:
          task: report`,
}
