/** A number and its noun: `1 sample`, `2 samples`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`
}

/** How many of them, and the verb: `1 of 5 probes was`, `2 of 5 probes were`, `1 of 1 probe was`. */
export function partOf(part: number, all: number, noun: string): string {
  return `${part} of ${counted(all, noun)} ${part === 1 ? 'was' : 'were'}`
}
