import type { ResultDocument } from '../../results/types.ts'
import type { Section } from '../comment/section.ts'
import { sectionKey } from '../comment/section.ts'
import { historyFigures } from '../../report/markdown/history.ts'
import type { Inputs } from '../inputs/load-inputs.ts'
import type { Judgement } from '../run/judgement.ts'
import type { Origin } from '../github/origin.ts'

/** What a section of the comment is made of. */
export interface SectionInput {
  readonly origin: Pick<Origin, 'workflow' | 'job' | 'sha' | 'run' | 'runUrl'>
  readonly inputs: Pick<Inputs, 'matrix' | 'name' | 'run' | 'mode'>
  /** The job's display name; `null` where it is not told. */
  readonly displayed: string | null
  readonly document: ResultDocument
  readonly judgement: Pick<Judgement, 'verdict' | 'passed'>
  /** Its Markdown. */
  readonly text: string
}

/**
 * The section of the comment that this step writes, known by the workflow, the job's display name and the step's name. A
 * display name need not be the only one, and is not told to everybody: the job's id and its leg of a matrix stand beside it.
 */
export function sectionOf({ origin, inputs, displayed, document, judgement, text }: SectionInput): Section {
  const { workflow, job, sha, run, runUrl } = origin
  const { matrix, name, mode } = inputs
  const { verdict, passed } = judgement
  const at = Date.now()
  const kind = inputs.run === 'compare' ? 'compare' : mode
  const title = displayed === null ? titleOf(job, inputs) : titleOf(displayed, { matrix: '', name })
  return {
    key: sectionKey([workflow, job, matrix, name, kind, ...(displayed === null ? [] : [displayed])]),
    title: [workflow, title, kind].join(' / ').slice(0, 300),
    sha,
    stamp: { run: run.number, attempt: run.attempt, at },
    verdict,
    bad: !passed,
    url: runUrl,
    history: [{ sha, run: run.number, at, verdict, figures: keptFigures(document) }],
    body: text,
  }
}

/** A step among others, in words: the job, its leg of a matrix, and the name that it was given. */
export function titleOf(job: string, { matrix, name }: Pick<Inputs, 'matrix' | 'name'>): string {
  const leg = matrix === '' ? job : `${job} (${matrix})`
  return name === '' ? leg : `${leg} / ${name}`
}

/** Of a comparison those of its head. Four digits do for a trend. */
function keptFigures(document: ResultDocument): Readonly<Record<string, number>> {
  const compared = document.comparisons.flatMap(({ metric, head }) =>
    head === null ? [] : [[metric, head] as const],
  )
  const all = [...Object.entries(historyFigures(document)), ...compared]
  return Object.fromEntries(all.map(([name, value]) => [name, Number(value.toPrecision(4))]))
}
