import * as core from '@actions/core'

import { parseHostPort } from '../../address.ts'
import type { HostPort } from '../../address.ts'
import { readWhole, usageError, valueError, wholeRule } from '../../check.ts'
import { messageOf, WyndrvrError } from '../../errors.ts'
import { milliseconds } from '../../units.ts'

/** One of several words. */
export function choice<T extends string>(name: string, allowed: readonly T[]): T {
  const value = core.getInput(name)
  const found = allowed.find((candidate) => candidate === value)
  if (found !== undefined) return found
  throw inputError(name, `must be one of ${allowed.join(', ')}`, value)
}

/** Some of several words, separated by spaces, commas or lines; each once. */
export function choices<T extends string>(name: string, allowed: readonly T[]): readonly T[] {
  const words = core.getInput(name).split(/[\s,]+/)
  const found = words
    .filter((word) => word !== '')
    .map((word) => {
      const known = allowed.find((candidate) => candidate === word)
      if (known !== undefined) return known
      const rule =
        allowed.length > 0 ? `must be some of ${allowed.join(', ')}` : 'must be empty with this run'
      throw inputError(name, rule, word)
    })
  return [...new Set(found)]
}

/** A whole number. */
export function number(name: string, least: number, most: number): number {
  const text = core.getInput(name)
  const value = readWhole(text, least, most)
  if (value !== null) return value
  throw inputError(name, wholeRule(least, most), text)
}

/** A time with its unit, in ms. */
export function duration(name: string, least: number, most: number, range: string): number {
  const text = core.getInput(name)
  try {
    const value = milliseconds(text)
    if (/[a-z]$/.test(text.trim()) && value >= least && value <= most) return value
  } catch {
    // Told below, like a time that is out of range.
  }
  throw inputError(name, `must be a time from ${range}`, text)
}

/** A percentage, as a share. */
export function part(name: string, least: number, most: number): number {
  const text = core.getInput(name)
  const match = /^(\d{1,3}(?:\.\d{1,6})?) ?%$/.exec(text.trim())
  const value = match ? Number(match[1]) / 100 : Number.NaN
  if (value >= least && value <= most) return value
  throw inputError(name, `must be a percentage from ${least * 100}% to ${most * 100}%`, text)
}

/** The lines that say something, without the spaces around them. */
export function lines(name: string): readonly string[] {
  return core
    .getInput(name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The address of a running server. */
export function serverAddress(text: string): HostPort {
  try {
    return parseHostPort(text)
  } catch (error) {
    const sentence = `The input server is wrong: ${messageOf(error)}`
    throw usageError(sentence, { cause: error })
  }
}

/** What is wrong with an input, in a sentence with what it has to be and what it was. */
export function inputError(name: string, rule: string, value: string): WyndrvrError {
  const shown = value.length > 200 ? `${value.slice(0, 200)}…` : value
  return valueError(`The input ${name} ${rule}`, shown)
}
