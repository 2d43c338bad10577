import { styleText } from 'node:util'

/** What a piece of text is, and so how it is coloured. */
export type Role = 'title' | 'head' | 'main' | 'chart' | 'aside' | 'good' | 'bad' | 'note'

/** Colours a text, or leaves it as it is. */
export type Paint = (role: Role, text: string) => string

/** @param colour whether to colour at all */
export function painter(colour: boolean): Paint {
  return (role, text) =>
    colour && text.trim() !== '' ? styleText([...STYLES[role]], text, { validateStream: false }) : text
}

/** The terminal's own colours, so that they suit a dark screen and a light one. */
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
