import { styleText } from 'node:util'

/** The role of a text, which decides its color. */
export type Role = 'title' | 'head' | 'main' | 'chart' | 'aside' | 'good' | 'bad' | 'note'

/** Colors a text, or returns it unchanged. */
export type Paint = (role: Role, text: string) => string

/** @param color whether to use colors */
export function painter(color: boolean): Paint {
  return (role, text) =>
    color && text.trim() !== '' ? styleText([...STYLES[role]], text, { validateStream: false }) : text
}

/** The terminal's palette, which suits dark and light screens. */
const STYLES = {
  title: ['bold'],
  head: ['bold'],
  main: ['bold', 'cyan'],
  chart: ['cyan'],
  aside: ['dim'],
  good: ['green'],
  bad: ['bold', 'red'],
  note: ['yellow'],
} as const satisfies Record<Role, readonly string[]>
