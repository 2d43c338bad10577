import { expect, test } from 'vitest'

import { HOSTILE } from '../support/documents/hostile.ts'
import { startGitHubApi } from '../support/github/api.ts'
import { artifact, FORK_PULL, measureOnFork, report } from './fork-runs.ts'

const measured = await measureOnFork({ thresholds: 'latency.p50 < 10min' })

test.each([HOSTILE, HOSTILE.toReversed()])(
  'hostile text in the strings of a document is in no comment (%#)',
  async (...texts) => {
    const file = JSON.parse(measured.files['artifact'] ?? '')
    const hostile = { ...file, document: poisoned(file.document, texts.values()) }
    await using api = await startGitHubApi({
      pulls: [FORK_PULL],
      artifacts: [artifact(JSON.stringify(hostile))],
    })
    const main = await report(api, { comment: 'always' })
    expect(main.code).toBe(0)
    const body = api.comments[0]?.body ?? ''
    expect(body).toContain('Latency p50')
    const shown = withoutOurs(body).replaceAll(
      /<!-- wyndrvr (comment|section [\w-]+|figures|history|end) -->/g,
      '',
    )
    expect(shown).not.toMatch(/[<@]|evil|\]\((?!https:\/\/github\.com\/)|^\s*```|alert/m)
    expect(withoutOurs(main.summary)).not.toMatch(/[<@]|evil|alert/)
    const commands = main.stdout.split('\n').filter((line) => /^\s*::|##\[/.test(line))
    expect(commands.filter((line) => !/^::(add-mask|warning|debug)::/.test(line))).toEqual([])
  },
)

/** A report without the HTML and the charts that it is made of. */
function withoutOurs(text: string): string {
  return text
    .replaceAll(/<\/?(?:b|code|details|summary)>/g, '')
    .replaceAll(/^```mermaid\n%%\{init: [^`]*\n```$/gm, '')
}

/** A document in which all text that may be any text is another one: each time the next of these, as long as there are some. */
function poisoned(value: unknown, texts: Iterator<string>): unknown {
  const text = (): string => texts.next().value ?? '<b>'
  if (value === '') return text()
  if (Array.isArray(value)) return value.map((one) => poisoned(one, texts))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, one]) => {
    if (name === 'reasons') return [name, [text(), text(), text()]]
    if (['sentence', 'host', 'cpuModel', 'runner', 'kernel', 'container', 'node'].includes(name))
      return [name, text()]
    return [name, name === 'unknown' ? { p99: text(), p50: text() } : poisoned(one, texts)]
  })
  return Object.fromEntries(entries)
}
