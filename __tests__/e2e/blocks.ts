import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from '../support/programs/processes.ts'

/** A code block of a page. */
export interface Block {
  readonly language: string
  readonly text: string
}

/** The code blocks of a page in `docs/`. */
export function blocksOf(page: string): readonly Block[] {
  const found = readFileSync(join(ROOT, 'docs', page), 'utf8').matchAll(/^```(\w*)\n([^]*?)^```$/gm)
  return Array.from(found, ([, language = '', text = '']) => ({ language, text }))
}
