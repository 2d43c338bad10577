import { amountText } from '../../units.ts'

/** An option of a command with its value. Empty without a value. */
export function flag(
  name: string,
  value: number | null,
  text: (value: number) => string = String,
): readonly string[] {
  return value === null ? [] : [`--${name} ${text(value)}`]
}

export function time(ms: number): string {
  return amountText(ms, 'duration')
}

export function seconds(count: number): string {
  return time(count * 1000)
}

export function size(bytes: number): string {
  return `${bytes}B`
}

export function rate(bitsPerSecond: number): string {
  return amountText(bitsPerSecond / 1e6, 'rate')
}
