import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A program in a real terminal, seen as a person would see it. */
export interface TmuxTerminal extends AsyncDisposable {
  /** The lines of the screen without empty ones at the end; `colored` includes the color codes, `joined` unwraps lines. */
  readonly screen: (how?: 'plain' | 'colored' | 'joined') => Promise<readonly string[]>
  /** Resolves with the screen when one of its lines matches; rejects if the program ends first. */
  readonly shows: (pattern: RegExp) => Promise<readonly string[]>
  /** Presses a key, such as `C-c`. */
  readonly press: (key: string) => Promise<void>
  readonly resize: (columns: number) => Promise<void>
  /** A format variable of tmux, such as `cursor_flag`. */
  readonly knows: (name: string) => Promise<string>
  /** Everything that was written to the terminal until the program ended. */
  readonly written: () => Promise<string>
}

/** Whether this machine has tmux; if not, says so on standard error. */
export function hasTmux(): boolean {
  if (spawnSync('tmux', ['-V']).status === 0) return true
  process.stderr.write('terminal: skipped. It needs tmux, which is not in PATH.\n')
  return false
}

/**
 * Starts a program in its own terminal, on a private tmux server that ends with the test. After the program exits, the
 * terminal shows `ended` and the exit code.
 * @param words the program and its arguments
 * @param env variables added to those of the test; `null` removes one
 */
export async function tmuxTerminal(
  columns: number,
  words: readonly string[],
  env: Readonly<Record<string, string | null>> = {},
): Promise<TmuxTerminal> {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-tmux-'))
  const tmux = async (...command: string[]): Promise<string> =>
    (await run('tmux', ['-S', join(folder, 'socket'), '-f', '/dev/null', '-u', ...command])).stdout
  // The test runner's environment may set colors and CI; a person's terminal does not.
  const variables = { CI: null, NO_COLOR: null, FORCE_COLOR: null, LC_ALL: 'C.UTF-8', ...env }
  const unset = Object.entries(variables).filter(([, value]) => value === null)
  const set = Object.entries(variables).filter(([, value]) => value !== null)
  const inEnv = [...unset.map(([name]) => `--unset=${name}`), ...set.map((each) => each.join('='))]
  // The shell waits for Enter so that no output is missed, and survives the Ctrl-C that ends the program.
  const script = ['sh', '-c', 'read go; trap : INT; "$@"; echo "ended $?"; cat', 'sh', ...words]
  const file = join(folder, 'written')
  await tmux('new-session', '-d', '-x', String(columns), '-y', '50', 'env', ...inEnv, ...script)
  await tmux('pipe-pane', `exec cat >'${file}'`)
  await tmux('send-keys', 'Enter')
  const screen: TmuxTerminal['screen'] = async (how = 'plain') => {
    const flags = { plain: [], colored: ['-e'], joined: ['-J'] }[how]
    const lines = (await tmux('capture-pane', '-p', ...flags)).split('\n').map((line) => line.trimEnd())
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1)
  }
  return {
    screen,
    shows: async (pattern) => {
      for (;;) {
        const lines = await screen()
        if (lines.some((line) => pattern.test(line))) return lines
        if (lines.some((line) => line.startsWith('ended '))) {
          throw new Error(
            `The program ended without a line that matches ${String(pattern)}:\n${lines.join('\n')}`,
          )
        }
        await after(100)
      }
    },
    press: async (key) => void (await tmux('send-keys', key)),
    resize: async (wanted) => void (await tmux('resize-window', '-x', String(wanted))),
    knows: async (name) => (await tmux('display-message', '-p', `#{${name}}`)).trim(),
    written: async () => {
      for (;;) {
        const text = readFileSync(file, 'utf8')
        if (text.includes('ended ')) return text
        await after(100)
      }
    },
    [Symbol.asyncDispose]: async () => {
      await tmux('kill-server')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
