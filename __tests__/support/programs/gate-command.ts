import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from './processes.ts'

const STEPS = ['namespaces', 'containers'] as const

/**
 * The command of a step in docs/guides/gate-a-tunnel.md, for a shell.
 * @param replaced texts of the guide that it has to contain, and what to put in their places
 */
export function gateCommand(
  step: (typeof STEPS)[number],
  replaced: Readonly<Record<string, string>>,
): string {
  const guide = readFileSync(join(ROOT, 'docs/guides/gate-a-tunnel.md'), 'utf8')
  const steps = Array.from(guide.matchAll(/^- run: >-\n((?: {4}.*\n)+)/gm), ([, lines = '']) => lines)
  const command = steps[STEPS.indexOf(step)]?.replaceAll(/\s+/g, ' ') ?? ''
  return Object.entries({ ...replaced, '--duration 5s': '--duration 1s' }).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The guide's command has no ${from}: ${text}`)
    return text.replace(from, to)
  }, command)
}
