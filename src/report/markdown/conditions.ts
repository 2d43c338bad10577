import { nameOfServer } from '../../address.ts'
import type { HostFacts, ResultDocument } from '../../results/types.ts'
import { hostWords, momentText } from '../host-words.ts'
import { placementLines } from '../placement-lines.ts'
import { placeLines, startLines } from '../together-lines.ts'
import { blocks, folded, list, more } from './blocks.ts'
import { escapeCode, escapeMarkdown } from './escape.ts'
import type { MarkdownInput } from './input.ts'
import { legName } from './legs.ts'
import { dateText } from './date.ts'

/** Machines, target, time and version of the measurement. */
export function conditions({ document, mode }: Pick<MarkdownInput, 'document' | 'mode'>): string {
  const { origins } = document
  return origins === undefined
    ? conditionsOf('Conditions', { document, mode })
    : blocks([
        ...origins.slice(0, MOST_LEGS).map((origin) =>
          conditionsOf(`Conditions of ${escapeMarkdown(legName(origin, origins))}`, {
            document: origin,
            mode,
          }),
        ),
        more(origins.length - MOST_LEGS, 'document'),
      ])
}

/** More would bury the rest. */
const MOST_LEGS = 10

function conditionsOf(
  title: string,
  {
    document,
    mode,
  }: {
    readonly document: Pick<ResultDocument, 'tool' | 'startedAt' | 'target' | 'environment' | 'together'>
    readonly mode: string | null
  },
): string {
  const { tool, startedAt, target, environment, together } = document
  return folded(
    title,
    list([
      `Server: ${serverText({ target, mode })}`,
      `Client: ${hostText(environment.client)}`,
      ...(environment.server === null ? [] : [`Server machine: ${hostText(environment.server)}`]),
      ...[...placementLines(environment.placement), ...placeLines(together), ...startLines(together)].map(
        (line) => escapeMarkdown(line),
      ),
      `At the start: ${momentText(environment.client)}`,
      `Measured with ${tool.name} ${escapeMarkdown(tool.version)} at ${dateText(startedAt)} UTC`,
    ]),
  )
}

function serverText({ target, mode }: Pick<ResultDocument, 'target'> & Pick<MarkdownInput, 'mode'>): string {
  const known = mode ?? target.mode
  return [
    escapeCode(nameOfServer(target)),
    known === null ? '' : `${escapeMarkdown(known)} mode`,
    target.dialect === null ? '' : `${target.dialect} dialect`,
    target.tls === undefined ? '' : escapeMarkdown(`${target.tls.version}, ${target.tls.cipher}`),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

function hostText(host: HostFacts): string {
  return hostWords(host)
    .map((fact) => escapeMarkdown(fact))
    .join(', ')
}
