import { escapeMarkdown } from './escape.ts'

/** An ISO 8601 time as one unbroken `2026-11-22 12:00`, in UTC. Any other text is escaped and kept. */
export function dateText(iso: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso) ?? []
  return day === undefined || time === undefined
    ? escapeMarkdown(iso, 30)
    : `${day.replaceAll('-', '\u2011')}\u00A0${time}`
}
