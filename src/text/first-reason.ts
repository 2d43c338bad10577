/** The first of the reasons, which are not empty, as a sentence that says whether there are more: `The first reason: Noise.` */
export function firstReason([first = '', ...others]: readonly string[]): string {
  return `${others.length === 0 ? 'The reason' : 'The first reason'}: ${first}`
}
