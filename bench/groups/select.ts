import type { Group, Row } from '../types.ts'

/** The groups with some of their rows only, without arms that none of these needs. */
export function selectRows(groups: readonly Group[], isWanted: (row: Row) => boolean): readonly Group[] {
  return groups
    .map((group) => {
      const rows = group.rows.filter(isWanted)
      const needed = new Set(rows.flatMap(({ ours, against }) => [ours, ...against]))
      return { ...group, rows, arms: group.arms.filter(({ name }) => needed.has(name)) }
    })
    .filter(({ rows }) => rows.length > 0)
}
