import { currentDate } from '../../host/clock.ts'
import { historyFigures } from '../../report/markdown/history.ts'
import { COMMENT_LIMIT } from '../../report/markdown/fit.ts'
import type { MarkdownInput } from '../../report/markdown/input.ts'
import { markdownReport } from '../../report/markdown/markdown-report.ts'
import type { ResultDocument } from '../../results/types.ts'
import type { Origin } from '../github/origin.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Judgment } from '../outcome/judgment.ts'
import { sectionKey } from './section.ts'
import type { Section } from './section.ts'

/** What a section of the comment is made of. */
export interface SectionInput {
  readonly origin: Pick<Origin, 'workflow' | 'job' | 'sha' | 'run' | 'runUrl'>
  readonly inputs: Pick<Inputs, 'matrix' | 'name' | 'task' | 'mode'>
  /** The job's display name; `null` if unknown. */
  readonly displayed: string | null
  readonly judgment: Pick<Judgment, 'state' | 'passed' | 'red'>
  readonly report: MarkdownInput
}

/**
 * The section of the comment that this step writes, identified by workflow, job, mode and the step's name. Display names
 * are neither unique nor always known, so the job's id and its matrix leg are part of the key too.
 */
export function makeSection({ origin, inputs, displayed, judgment, report }: SectionInput): Section {
  const { workflow, job, sha, run, runUrl } = origin
  const { matrix, name, mode } = inputs
  const { state: verdict, passed, red } = judgment
  const at = currentDate().getTime()
  const kind = inputs.task === 'compare' ? 'compare' : mode
  const title = displayed === null ? stepTitle(job, inputs) : stepTitle(displayed, { matrix: '', name })
  return {
    key: sectionKey([workflow, job, matrix, name, kind, ...(displayed === null ? [] : [displayed])]),
    title: [workflow, title, kind].join(' / ').slice(0, 300),
    sha,
    stamp: { run: run.number, attempt: run.attempt, at },
    verdict,
    bad: !passed || red,
    url: runUrl,
    history: [{ sha, run: run.number, at, verdict, figures: keptFigures(report.document) }],
    body: sectionBody(report, matrix !== ''),
  }
}

/**
 * The Markdown of a section. Its heading and history are written around it.
 * @param shared whether the comment has many sections: the legs of a matrix
 */
export function sectionBody(report: MarkdownInput, shared: boolean): string {
  const body = { ...report, headed: false, title: null, commit: null }
  return markdownReport(body, COMMENT_LIMIT, shared ? 'compact' : 'full')
}

/** A step's title: the job, its matrix leg and the step's name. */
export function stepTitle(job: string, { matrix, name }: Pick<Inputs, 'matrix' | 'name'>): string {
  const leg = matrix === '' ? job : `${job} (${matrix})`
  return name === '' ? leg : `${leg} / ${name}`
}

/** The figures for the history, those of a comparison's head included. Four digits are enough for a trend. */
function keptFigures(document: ResultDocument): Readonly<Record<string, number>> {
  const compared = document.comparisons.flatMap(({ metric, head }) =>
    head === null ? [] : [[metric, head] as const],
  )
  const all = [...Object.entries(historyFigures(document)), ...compared]
  return Object.fromEntries(all.map(([name, value]) => [name, Number(value.toPrecision(4))]))
}
