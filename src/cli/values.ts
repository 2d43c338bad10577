import { InvalidArgumentError } from 'commander'

import { readWhole, wholeRule } from '../check.ts'
import { isUrl, parseNamedServer, parseServerUrl } from '../client/wire/http-target.ts'
import type { NamedServer } from '../client/wire/http-target.ts'
import { checkMargins } from '../compare/margins.ts'
import { commandWords } from '../host/command-words.ts'
import { messageOf } from '../errors.ts'
import { printableLine } from '../printable.ts'
import { checkPlacement } from '../host/placement.ts'
import type { PlacementOption } from '../host/placement.ts'
import { checkNetwork } from '../server/access.ts'
import { amountIn, bitsPerSecond, bytes, milliseconds, timeoutOf, wholeBytes } from '../units.ts'
import type { Duration, Rate, Share } from '../units.ts'

/** Reads a whole number within a range. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = readWhole(text, least, most)
    if (value !== null) return value
    throw new InvalidArgumentError(`It ${wholeRule(least, most)}.`)
  }
}

/** A number without a unit. */
const NUMBER = /^[\d.]+$/

/** Reads a time, and keeps its unit, so that an error quotes it as given; a number without a unit is in seconds. */
export function time(text: string): Duration {
  return duration(text, milliseconds)
}

/** Reads a timeout, as {@link time} does. */
export function timeout(text: string): Duration {
  return duration(text, timeoutOf)
}

function duration(text: string, parse: (value: string) => number): Duration {
  const value = inSeconds(text)
  const ms = read(value, parse)
  return isDuration(value) ? value : ms
}

/** Whatever could be read is one. */
function isDuration(text: string): text is Extract<Duration, string> {
  return text !== ''
}

function inSeconds(text: string): string {
  return NUMBER.test(text) ? `${text}s` : text
}

/** Reads an amount of payload in bytes; a number without a unit is in the seed's MB of 2^20 bytes. */
export function size(text: string): number {
  return read(text, (value) => bytes(NUMBER.test(value) ? `${value}MiB` : value))
}

/** Reads an amount of payload in whole bytes; a number without a unit is in bytes. */
export function byteCount(text: string): number {
  return read(text, wholeBytes)
}

/** Reads a rate, and keeps its unit, so that an error quotes it as given; a number without a unit is in bit/s. */
export function rate(text: string): Rate {
  const value = read(text, bitsPerSecond)
  return hasUnit(text) ? text : value
}

function hasUnit(text: string): text is Extract<Rate, string> {
  return !NUMBER.test(text.trim())
}

/** Reads `host:port`, or the URL of a server over HTTP. */
export function anyServer(text: string): NamedServer {
  return read(text, parseNamedServer)
}

/** Reads the URL of a server, and returns it as it is. */
export function serverUrl(text: string): string {
  if (!isUrl(text))
    throw new InvalidArgumentError(
      'It is not a URL. Write http:// before it to measure over HTTP, or give --host and --port.',
    )
  read(text, parseServerUrl)
  return text
}

/** Reads where processes run. */
export function placement(text: string): PlacementOption {
  return read(text, checkPlacement)
}

/** Reads one margin, or several with names. */
export function margin(text: string): string {
  read(text, checkMargins)
  return text
}

/** Reads a comma-separated list of names. */
export function names<T extends string>(allowed: readonly T[]): (text: string) => readonly T[] {
  return (text) =>
    text.split(',').map((word) => {
      const found = allowed.find((name) => name === word.trim())
      if (found !== undefined) return found
      throw new InvalidArgumentError(`'${word}' is not one of ${allowed.join(', ')}.`)
    })
}

/** Collects the values of an option that is given several times. */
export function listed(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** Collects the values of an option that is given several times. */
export function repeated<T>(
  parse: (text: string) => T,
): (text: string, before?: readonly T[]) => readonly T[] {
  return (text, before = []) => [...before, parse(text)]
}

/** Collects addresses and networks of an option that is given several times. */
export function networks(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, read(text, checkNetwork)]
}

/**
 * Reads a name or address; an IPv6 address may have brackets, as in `host:port`. A URL, or an address with a port, is what
 * people type first.
 */
export function host(text: string): string {
  const bare = text.replace(/^\[([^[\]]*:[^[\]]*)\]$/, '$1')
  const url = /^[a-z][\w+.-]*:\/\/(\[[^\]]*\]|[^\s/:]+)(?::(\d+))?/i.exec(bare)
  const address = /^(?:\[([^\]]+)\]|([^:\s/]+)):(\d+)$/.exec(bare)
  if (url) throw noHost('is a URL', bracketless(url[1] ?? ''), url[2])
  if (address) throw noHost('has a port', address[1] ?? address[2] ?? '', address[3])
  return bare
}

function bracketless(text: string): string {
  return text.replace(/^\[(.*)\]$/, '$1')
}

function noHost(what: string, name: string, port: string | undefined): InvalidArgumentError {
  const instead = `--host ${name}${port === undefined ? '' : ` --port ${port}`}`
  return new InvalidArgumentError(`It ${what}. Write ${printableLine(instead)} instead.`)
}

/** A value with a name, as in `name=value`. */
export interface Named<T> {
  readonly name: string
  readonly value: T
}

/** Collects values with names, as in `name=value`, of an option that is given several times. */
export function named<T>(
  value: (text: string) => T,
): (text: string, before?: readonly Named<T>[]) => readonly Named<T>[] {
  return (text, before = []) => {
    const at = text.indexOf('=')
    if (at < 1)
      throw new InvalidArgumentError("It must be a name and a value, such as 'nginx=127.0.0.1:6001'.")
    return [...before, { name: text.slice(0, at), value: value(text.slice(at + 1)) }]
  }
}

/** Reads a percentage: `5%` and `5` are 0.05. */
export function share(text: string): number {
  return read(text, (value) => amountIn(NUMBER.test(value) ? `${value}%` : value, 'share'))
}

/** Reads a percentage, and keeps it as one: `0.1%` and `0.1` are `0.1%`. */
export function percentage(text: string): Share {
  return `${Number((share(text) * 100).toPrecision(15))}%`
}

/** Splits a command into words, with a shell's quotes and backslashes but without its other features. */
export function words(text: string): readonly string[] {
  const found = read(text, commandWords)
  if (found.length > 0) return found
  throw new InvalidArgumentError('It must name a program.')
}

/** Collects commands, each split into {@link words}. */
export function commands(
  text: string,
  before: readonly (readonly string[])[] = [],
): readonly (readonly string[])[] {
  return [...before, words(text)]
}

/** Reads a value with a check of the engine, whose sentence becomes commander's. */
export function read<T>(text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error))
  }
}
