/** Removes compiled files whose source is gone, so that none is published. The compiler rewrites the others if they changed. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const LIB = join(ROOT, 'lib')

for (const path of existsSync(LIB) ? readdirSync(LIB, { recursive: true, encoding: 'utf8' }) : []) {
  const source = path.replace(/\.(?:d\.ts|js)$/, '.ts')
  if (source !== path && !existsSync(join(ROOT, source))) rmSync(join(LIB, path))
}
