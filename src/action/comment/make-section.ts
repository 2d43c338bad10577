import { currentDate } from '../../host/clock.ts'
import { historyFigures } from '../../report/markdown/history.ts'
import { shortCommit } from '../../text/commit.ts'
import { commentReport } from '../../report/markdown/comment-report.ts'
import { shownArmNames, headline } from '../../report/markdown/headline.ts'
import type { MarkdownInput } from '../../report/markdown/input.ts'
import type { ResultDocument } from '../../results/types.ts'
import { aboutSecondsText } from '../../text/time.ts'
import { judgedArm } from '../../verdict/compared-name.ts'
import { shownHead } from '../../verdict/shown-head.ts'
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
  const kind = inputs.task === 'compare' || inputs.task === 'judge' ? inputs.task : mode
  const basis = basisOf(report)
  const title = displayed === null ? stepTitle(job, inputs) : stepTitle(displayed, { matrix: '', name })
  return {
    key: sectionKey([workflow, job, matrix, name, kind, ...(displayed === null ? [] : [displayed])]),
    title: [workflow, title, kind].join(' / ').slice(0, 300),
    sha,
    stamp: { run: run.number, attempt: run.attempt, at },
    verdict,
    bad: !passed || red,
    url: runUrl,
    headline: headline(report),
    ...(basis === '' ? {} : { basis }),
    history: [{ sha, run: run.number, at, verdict, figures: keptFigures(report.document) }],
    body: commentReport(report, matrix !== ''),
  }
}

/** A step's title: the job, its matrix leg and the step's name. */
export function stepTitle(job: string, { matrix, name }: Pick<Inputs, 'matrix' | 'name'>): string {
  const leg = matrix === '' ? job : `${job} (${matrix})`
  return name === '' ? leg : `${leg} / ${name}`
}

/** What the commit was compared with, how long that took, and notes. */
function basisOf({ document, arms, notes = [] }: MarkdownInput): string {
  const [compared] = document.comparisons
  const took = Math.max(0, ...document.comparisons.flatMap(({ looks }) => looks.map(({ at }) => at)))
  return [
    ...(compared === undefined || arms === undefined
      ? []
      : [
          `against ${arms.baseCommit === undefined ? shownArmNames({ arms }).base : shortCommit(arms.baseCommit)}`,
        ]),
    ...(took === 0 ? [] : [aboutSecondsText(took)]),
    ...notes.map((note) => note.replace(/\.$/, '')),
  ]
    .join(' · ')
    .slice(0, 400)
}

/** The figures for the history, those of a comparison's head included. Four digits are enough for a trend. */
function keptFigures(document: ResultDocument): Readonly<Record<string, number>> {
  const compared = document.comparisons.flatMap((comparison) => {
    const head = shownHead(comparison)
    // A trend has no room for several arms.
    return head === null || judgedArm(comparison) !== undefined ? [] : [[comparison.metric, head] as const]
  })
  const all = [...Object.entries(historyFigures(document)), ...compared]
  return Object.fromEntries(all.map(([name, value]) => [name, Number(value.toPrecision(4))]))
}
