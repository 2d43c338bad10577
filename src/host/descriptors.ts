import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

import { systemCodeOf } from '../errors.ts'

/** Whether this process can open another file or connection. Node closes connections that it has no descriptor for, and says nothing. */
export function hasDescriptors(): boolean {
  try {
    closeSync(openSync(devNull, 'r'))
    return true
  } catch (error) {
    const code = systemCodeOf(error)
    return code !== 'EMFILE' && code !== 'ENFILE'
  }
}
