/** Why an iperf3 server ends a test, in sentences, by its numbers (`i_errno`). */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [5, 'its limit on the duration is shorter. Choose a shorter one.'],
  [6, 'that is more streams than it allows. Choose fewer.'],
  [7, 'it does not allow this size of a write. Choose another.'],
  [12, 'it does not allow a warm-up of this length. Choose a shorter one.'],
  [20, 'it does not allow datagrams of this size. Choose another.'],
  [27, 'the rate is above its limit. Choose a lower one.'],
  [37, 'its limit on the duration is shorter. Choose a shorter one.'],
  [119, 'it received the end of the test from a client.'],
  [120, 'the server was stopped.'],
  [134, 'it does not have this congestion control. Choose another.'],
  [142, 'it wants a user name and a password, which this client does not have.'],
  [160, 'its limit on the duration has passed. Choose a shorter test.'],
  [200, 'it could not open a stream.'],
  [205, 'it could not send to a stream.'],
  [206, 'it could not receive from a stream.'],
])

/** The end of a sentence. */
export function iperf3ErrorText(error: number): string {
  return TEXTS.get(error) ?? `iperf3's error ${error}. Its own output tells more.`
}
