import type { OuterRun } from './outer-run.ts'
import type { PackageManager } from './package-manager.ts'

/** What decides the next command. */
export interface Outcome {
  readonly manager: PackageManager['name']
  /** Packages to install. */
  readonly missing: readonly string[]
  /** Whether init has to run again after that, to check the config. */
  readonly isUnchecked: boolean
  /** Whether something has to be done by hand first. */
  readonly isUnfinished: boolean
  /** Whether the folder is a package below the repository's root. */
  readonly isPackage: boolean
  /** The name of the project that runs the spec, as vitest in this folder has it. */
  readonly project: string
  /** The folder around it, from here, whose vitest runs the spec too. */
  readonly outer: OuterRun | null
}

/**
 * The lines that say which command runs the specs. It never passes without them: if they may not run yet, or not alone, the
 * command names their project, and vitest fails if there is none.
 */
export function nextCommand(outcome: Outcome): readonly string[] {
  const { manager, missing, isUnchecked, isUnfinished, isPackage, project, outer } = outcome
  const install = manager === 'npm' ? 'npm install --save-dev' : `${manager} add -D`
  const first = missing.length === 0 ? '' : `${install} ${missing.join(' ')} && `
  const runner = RUNNERS[manager]
  if (isUnchecked) return [`Next: ${first}${runner} wyndrvr init`]
  const runs = (words: readonly string[]): string =>
    [runner, 'vitest', 'run', ...words.map(shellWord)].join(' ')
  const command = runs(isUnfinished || isPackage ? ['--project', project] : [])
  return [
    `${isUnfinished ? 'Then' : 'Next'}: ${first}${command}`,
    ...(outer === null ? [] : [`Or in ${outer.folder}: ${runs(outer.words)}`]),
  ]
}

const RUNNERS = { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' } as const

function shellWord(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
