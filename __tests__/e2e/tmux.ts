import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A program that runs in a real terminal, of which a test sees what a person would. */
export interface TmuxTerminal extends AsyncDisposable {
  /** The lines of the screen without those that are empty at its end; with colours as they are set where asked for. */
  readonly screen: (how?: 'plain' | 'coloured' | 'joined') => Promise<readonly string[]>
  /** Resolves with the screen when a line of it matches; rejects when the program has ended without one. */
  readonly shows: (pattern: RegExp) => Promise<readonly string[]>
  /** Presses a key, as `C-c`. */
  readonly press: (key: string) => Promise<void>
  readonly resize: (columns: number) => Promise<void>
  /** What the terminal knows of itself, as `cursor_flag`. */
  readonly knows: (name: string) => Promise<string>
  /** Each byte that the terminal was written, from the beginning until the program had ended. */
  readonly written: () => Promise<string>
}

/** Whether this machine has tmux; where it has not, says so on standard error. */
export function hasTmux(): boolean {
  if (spawnSync('tmux', ['-V']).status === 0) return true
  process.stderr.write('terminal: skipped. It needs tmux, and there is none in PATH.\n')
  return false
}

/**
 * Starts a program in a terminal of its own, on a server of tmux that nobody else uses and that ends with the test.
 * Below what it printed stands `ended`, and its exit code.
 * @param words the program and its words
 * @param env variables beside those of the test, of which `null` takes one away
 */
export async function tmuxTerminal(
  columns: number,
  words: readonly string[],
  env: Readonly<Record<string, string | null>> = {},
): Promise<TmuxTerminal> {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-tmux-'))
  const tmux = async (...command: string[]): Promise<string> =>
    (await run('tmux', ['-S', join(folder, 'socket'), '-f', '/dev/null', '-u', ...command])).stdout
  // A test runner may have been told of colours and of a CI; this is about a person's terminal.
  const variables = { CI: null, NO_COLOR: null, FORCE_COLOR: null, LC_ALL: 'C.UTF-8', ...env }
  const unset = Object.entries(variables).filter(([, value]) => value === null)
  const set = Object.entries(variables).filter(([, value]) => value !== null)
  const inEnv = [...unset.map(([name]) => `--unset=${name}`), ...set.map((each) => each.join('='))]
  // It waits for Enter, so that nothing that it writes is missed, and stays when Ctrl-C ends the program.
  const script = ['sh', '-c', 'read go; trap : INT; "$@"; echo "ended $?"; cat', 'sh', ...words]
  const file = join(folder, 'written')
  await tmux('new-session', '-d', '-x', String(columns), '-y', '50', 'env', ...inEnv, ...script)
  await tmux('pipe-pane', `exec cat >'${file}'`)
  await tmux('send-keys', 'Enter')
  const screen: TmuxTerminal['screen'] = async (how = 'plain') => {
    const flags = { plain: [], coloured: ['-e'], joined: ['-J'] }[how]
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
          throw new Error(`It ended without a line that matches ${String(pattern)}:\n${lines.join('\n')}`)
        }
        await after(20)
      }
    },
    press: async (key) => void (await tmux('send-keys', key)),
    resize: async (wanted) => void (await tmux('resize-window', '-x', String(wanted))),
    knows: async (name) => (await tmux('display-message', '-p', `#{${name}}`)).trim(),
    written: async () => {
      for (;;) {
        const text = readFileSync(file, 'utf8')
        if (text.includes('ended ')) return text
        await after(20)
      }
    },
    [Symbol.asyncDispose]: async () => {
      await tmux('kill-server')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
