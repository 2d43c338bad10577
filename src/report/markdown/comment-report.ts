import { counted } from '../../text/count.ts'
import { adviceOn } from './advice.ts'
import { blocks, folded, list, more } from './blocks.ts'
import { changeRows, changeTable } from './change-table.ts'
import { conditions } from './conditions.ts'
import { escapeLine } from './escape.ts'
import { legTable } from './leg-table.ts'
import type { Detail, MarkdownInput } from './input.ts'
import { percentileTable } from './percentiles.ts'
import { MOST_OPEN, reasonsOf } from './reasons.ts'
import { repeatSection } from './repeat-commands.ts'
import { specTable } from './specs.ts'

/** Rows and sentences that are visible together. With heading, head of the table, folds and the last line, 12 lines. */
const MOST_LINES = 6

/** Maximum characters of a visible sentence. */
const SHORT = 200

/**
 * What a comment shows of a run below its heading: what failed or could not be judged, the judged metrics, and everything else
 * in one fold. Charts are in the job summary only.
 * @param shared whether the comment has sections of other jobs too, and so less room for each
 */
export function commentReport(input: MarkdownInput, shared: boolean): string {
  const detail: Detail = { version: 'full', rows: shared ? 10 : 20 }
  const reasons = reasonsOf(input)
  const rows = changeRows(input)
  const told = reasons.slice(0, MOST_OPEN)
  const open = Math.max(1, MOST_LINES - told.length)
  const legs = input.document.origins ?? []
  const shown = input.specs.length > 0 || legs.length > 0 ? [] : rows.judged.slice(0, open)
  const hidden = [...rows.judged.slice(shown.length), ...rows.others]
  const rest = reasons.slice(MOST_OPEN, MOST_OPEN + detail.rows)
  const left = reasons.length - told.length - rest.length
  const details = blocks([
    list(rest.map((reason) => escapeLine(reason, SHORT))),
    more(left, 'failure'),
    legs.length > open ? legTable(input, detail) : '',
    changeTable(hidden.slice(0, detail.rows), input),
    more(hidden.length - detail.rows, 'metric'),
    percentileTable(input, detail),
    specTable(input.specs, detail),
    repeatSection(input),
  ])
  const title = `Details${reasons.length > told.length ? ` and ${counted(reasons.length - told.length, 'more failure')}` : ''}`
  return blocks([
    list(told.map((reason) => escapeLine(reason, SHORT))),
    legTable(input, { ...detail, rows: open }),
    changeTable(shown, input),
    adviceOn(input),
    // A fold with nothing but another fold would be opened in vain.
    details === '' && legs.length === 0 ? conditions(input) : folded(title, details, conditions(input)),
  ])
}
