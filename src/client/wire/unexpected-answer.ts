import { WyndrvrError } from '../../errors.ts'

/**
 * The error of an answer that the dialect does not have there: the peer speaks another protocol.
 * @param kind of server that is expected
 */
export function unexpectedAnswer(
  name: string,
  answer: string,
  expected: string,
  kind = 'a wyndrvr',
): WyndrvrError {
  const shown = JSON.stringify(answer.length > 40 ? `${answer.slice(0, 40)}…` : answer)
  return new WyndrvrError(
    'ERR_WYNDRVR_PROTOCOL',
    `${name} sent ${shown}, but ${expected} was expected. Is it ${kind} server?`,
  )
}
