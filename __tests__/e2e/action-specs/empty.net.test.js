// oxlint-disable-next-line import/no-unassigned-import
import 'vitest'
