import { UNKNOWN } from './digits.ts'

/** The memory of a machine: `15.6 GiB`. */
export function memoryText(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}

/** A load average, as systems print it: `0.50`. */
export function loadText(load: number | null): string {
  return load === null ? UNKNOWN : load.toFixed(2)
}
