import * as core from '@actions/core'

import { parseNamedServer } from '../../client/wire/http-target.ts'
import type { NamedServer } from '../../client/wire/http-target.ts'
import { readWhole, usageError, wholeRule } from '../../check.ts'
import { messageOf } from '../../errors.ts'
import { commandWords } from '../../host/command-words.ts'
import { writtenShare, writtenTime } from '../../text/written-option.ts'
import { amountIn, twoReadings } from '../../units.ts'
import type { Quantity } from '../../units.ts'
import { inputError } from './input-error.ts'

/** One of several words. */
export function choice<T extends string>(name: string, allowed: readonly T[]): T {
  const value = core.getInput(name)
  const found = allowed.find((candidate) => candidate === value)
  if (found !== undefined) return found
  throw inputError(name, `must be one of ${allowed.join(', ')}`, value)
}

/** Some of several words, separated by spaces, commas or line breaks, without duplicates. */
export function choices<T extends string>(name: string, allowed: readonly T[]): readonly T[] {
  const words = core.getInput(name).split(/[\s,]+/)
  const found = words
    .filter((word) => word !== '')
    .map((word) => {
      const known = allowed.find((candidate) => candidate === word)
      if (known !== undefined) return known
      const rule =
        allowed.length > 0 ? `must list any of ${allowed.join(', ')}` : 'must be empty with this task'
      throw inputError(name, rule, word)
    })
  return [...new Set(found)]
}

/** A whole number. */
export function number(name: string, min: number, max: number): number {
  const text = core.getInput(name)
  const value = readWhole(text, min, max)
  if (value !== null) return value
  throw inputError(name, wholeRule(min, max), text)
}

/** Whole numbers, separated by spaces, commas or line breaks. */
export function numbers(name: string, min: number, max: number): readonly number[] {
  const words = core.getInput(name).split(/[\s,]+/)
  return words.flatMap((word) => {
    if (word === '') return []
    const value = readWhole(word, min, max)
    if (value !== null) return [value]
    throw inputError(name, `must list whole numbers from ${min} to ${max}`, word)
  })
}

/** Allowed times, in ms. */
interface DurationRange {
  readonly min: number
  readonly max: number
}

/** A time with its unit, in ms. */
export function duration(name: string, { min, max }: DurationRange): number {
  const rule = `must be a time from ${writtenTime(min)} to ${writtenTime(max)}`
  return amount(name, { quantity: 'duration', min, max, rule })
}

/** A rate with its unit, in bit/s; `undefined` for an empty input. */
export function rate(name: string): number | undefined {
  if (core.getInput(name) === '') return undefined
  const rule = 'must be a rate from 1kbit/s to 100Gbit/s'
  return amount(name, { quantity: 'rate', min: 0.001, max: 100_000, rule }) * 1e6
}

/** A percentage, as a share. */
export function part(name: string, min: number, max: number): number {
  const rule = `must be a percentage from ${writtenShare(min)} to ${writtenShare(max)}`
  return amount(name, { quantity: 'share', min, max, rule })
}

interface AmountRange {
  readonly quantity: Quantity
  readonly min: number
  readonly max: number
  readonly rule: string
}

function amount(name: string, { quantity, min, max, rule }: AmountRange): number {
  const text = core.getInput(name)
  try {
    const value = amountIn(text, quantity)
    if (value >= min && value <= max) return value
  } catch {
    // The errors below cover this and amounts out of range.
  }
  const hint = twoReadings(text, quantity)
  throw hint === null ? inputError(name, rule, text) : usageError(`The input ${name} ${rule}. ${hint}`)
}

/** The lines that are not blank, trimmed. */
export function lines(name: string): readonly string[] {
  return core
    .getInput(name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The words of a command; `null` for an empty input. */
export function command(name: string): readonly string[] | null {
  const text = core.getInput(name)
  if (text === '') return null
  try {
    return commandWords(text)
  } catch (error) {
    throw usageError(`The input ${name} is invalid: ${messageOf(error)}`, { cause: error })
  }
}

/** A running server: its address, or its URL. */
export function serverAddress(text: string): NamedServer {
  try {
    return parseNamedServer(text)
  } catch (error) {
    const sentence = `The input server is invalid: ${messageOf(error)}`
    throw usageError(sentence, { cause: error })
  }
}
