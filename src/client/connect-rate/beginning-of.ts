/** The first line of an unexpected answer, and of the body of one over HTTP. JSON escapes what a terminal would act on. */
export function beginningOf(said: string): string {
  const [head = '', body = ''] = said.split('\r\n\r\n', 2)
  // The size of a chunk is no text.
  const text = body.split(/\r?\n/).find((line) => !/^[\da-f]*$/i.test(line.trim()))
  return [head.split(/\r?\n/)[0], text]
    .flatMap((line = '') => (line === '' ? [] : [JSON.stringify(line.slice(0, 100))]))
    .join(', ')
}
