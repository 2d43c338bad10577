import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** A package manager, and where it keeps its lock file. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun'
  /** Path of the lock file from the repository's root; `null` without one. */
  readonly lock: string | null
  /** Whether package.json says which version to use. */
  readonly pinned: boolean
  /** Whether yarn is older than version 2. */
  readonly classic: boolean
}

const LOCKS = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
} as const

/** The root of the folder's repository; the folder itself outside of one. */
export function repositoryRoot(folder: string): string {
  return [...upwards(folder)].find((each) => existsSync(join(each, '.git'))) ?? folder
}

/** The package manager of a folder: by the nearest lock file, else by the field `packageManager` of package.json, else npm. */
export function packageManagerOf(folder: string, root: string): PackageManager {
  const folders = [...upwards(folder)].filter((each) => !relative(root, each).startsWith('..'))
  const pin = folders.flatMap((each) => pinIn(each) ?? [])[0] ?? null
  const pinned = pin !== null
  for (const each of folders) {
    const found = locksIn(each)
    const [file, name] = found.find(([, one]) => pin?.startsWith(`${one}@`)) ?? found[0] ?? []
    if (file === undefined || name === undefined) continue
    const path = join(each, file)
    const lock = relative(root, path).replaceAll('\\', '/')
    return {
      name,
      lock,
      pinned,
      classic: name === 'yarn' && !readFileSync(path, 'utf8').includes('__metadata:'),
    }
  }
  const name = Object.values(LOCKS).find((one) => pin?.startsWith(`${one}@`)) ?? 'npm'
  return { name, lock: null, pinned, classic: pin?.startsWith('yarn@1.') ?? false }
}

function locksIn(folder: string): readonly (readonly [string, PackageManager['name']])[] {
  return Object.entries(LOCKS).filter(([file]) => existsSync(join(folder, file)))
}

/** The field `packageManager` of the folder's package.json: `pnpm@10.4.1`. */
function pinIn(folder: string): string | null {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const pin: unknown = typeof manifest === 'object' && manifest && Reflect.get(manifest, 'packageManager')
    return typeof pin === 'string' ? pin : null
  } catch {
    return null
  }
}

/** A folder and all folders around it. */
function* upwards(folder: string): Generator<string> {
  for (let each = folder; ; each = dirname(each)) {
    yield each
    if (dirname(each) === each) return
  }
}
