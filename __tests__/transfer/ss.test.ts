import { describe, expect, test } from 'vitest'

import { countsIn, ssFilter } from '../../src/transfer/ss.ts'
import type { TcpConnection } from '../../src/transfer/ss.ts'

// Unedited output of ss (iproute2 6.1) for real connections.
const IDLE = `ESTAB 0      0      127.0.0.1:39756 127.0.0.1:39027
\t bbr wscale:10,10 rto:204 rtt:0.034/0.017 mss:32741 pmtu:65535 rcvmss:536 advmss:65483 cwnd:10 bytes_acked:1 segs_out:2 segs_in:1 bbr:(bw:0bps,mrtt:0.034,pacing_gain:1,cwnd_gain:1) send 77037647059bps lastsnd:56 lastrcv:56 lastack:56 pacing_rate 220162146888bps delivered:1 app_limited reordering:12 rcv_space:65495 rcv_ssthresh:65495 minrtt:0.034 snd_wnd:65483
`
const BUSY = `ESTAB 0      2922404 [::1]:42536 [::1]:44971
\t bbr wscale:10,10 rto:204 rtt:0.155/0.115 mss:65464 pmtu:65536 rcvmss:536 advmss:65464 cwnd:12 ssthresh:10 bytes_sent:17994092 bytes_acked:17077597 segs_out:307 segs_in:130 data_segs_out:305 bbr:(bw:32228428848bps,mrtt:0.016,pacing_gain:0.75,cwnd_gain:2) send 40545445161bps lastsnd:4 lastrcv:88 lastack:4 pacing_rate 23929608416bps delivery_rate 11902545448bps delivered:292 busy:20ms unacked:14 rcv_space:65476 rcv_ssthresh:65476 notsent:2005908 minrtt:0.016 snd_wnd:1302528
`
const RETRANSMITTING = `ESTAB 0      53576  10.77.1.2:50104 10.77.2.2:7777
\t cubic wscale:10,10 rto:204 rtt:3.516/1.198 mss:1448 pmtu:1500 rcvmss:536 advmss:1448 cwnd:15 ssthresh:14 bytes_sent:12174240 bytes_retrans:398200 bytes_acked:11754321 segs_out:8411 segs_in:1235 data_segs_out:8409 send 49419795bps lastrcv:2004 pacing_rate 59301640bps delivery_rate 47801920bps delivered:8120 busy:2000ms sndbuf_limited:4ms(0.2%) unacked:15 retrans:0/275 rcv_space:14480 rcv_ssthresh:64088 notsent:31856 minrtt:0.011 snd_wnd:204800
`
const HELD_UP = `ESTAB 0      2942302 127.0.0.1:39756 127.0.0.1:39027 bbr wscale:10,10 rto:204 rtt:0.133/0.063 mss:65483 pmtu:65535 rcvmss:536 advmss:65483 cwnd:16 ssthresh:8 bytes_sent:17647045 bytes_retrans:65483 bytes_acked:17057699 segs_out:305 segs_in:130 data_segs_out:303 bbr:(bw:26193175016bps,mrtt:0.005,pacing_gain:1.25,cwnd_gain:2) send 63021233083bps lastsnd:4 lastrcv:96 lastack:12 pacing_rate 25931243264bps delivery_rate 23812000000bps delivered:295 busy:32ms rwnd_limited:28ms(87.5%) unacked:8 retrans:0/1 reordering:12 rcv_space:65495 rcv_ssthresh:65495 notsent:2418438 minrtt:0.005 snd_wnd:528384
`
const MAPPED = `ESTAB 0      0      [::ffff:127.0.0.1]:44613 [::ffff:127.0.0.1]:48988
\t bbr wscale:10,10 rto:204 rtt:0.029/0.014 mss:32768 pmtu:65535 rcvmss:536 advmss:65483 cwnd:10 segs_in:2 bbr:(bw:0bps,mrtt:0.029) send 90394482759bps lastsnd:56 lastrcv:56 lastack:56 pacing_rate 258333973752bps delivered:1 app_limited reordering:12 rcv_space:65483 rcv_ssthresh:65483 minrtt:0.029 snd_wnd:65536
`

describe('the output of ss for a connection', () => {
  test('that is idle: no retransmits, and figures without a value yet are unknown', () => {
    expect(countsIn(IDLE)(between('127.0.0.1', 39_756, '127.0.0.1', 39_027))).toEqual({
      congestion: 'bbr',
      retransmits: 0,
      rtt: 0.034,
      rttVariation: 0.017,
      minRtt: 0.034,
      cwnd: 10,
      mss: 32_741,
      deliveryRate: null,
      busy: null,
      rwndLimited: null,
      sndbufLimited: null,
    })
  })

  test('that is busy: not limited by window or buffer', () => {
    expect(countsIn(BUSY)(between('::1', 42_536, '::1', 44_971))).toEqual({
      congestion: 'bbr',
      retransmits: 0,
      rtt: 0.155,
      rttVariation: 0.115,
      minRtt: 0.016,
      cwnd: 12,
      mss: 65_464,
      deliveryRate: 11_902_545_448,
      busy: 0.02,
      rwndLimited: 0,
      sndbufLimited: 0,
    })
  })

  test('that retransmits: counts since it opened, times in seconds', () => {
    expect(countsIn(RETRANSMITTING)(between('10.77.1.2', 50_104, '10.77.2.2', 7777))).toEqual({
      congestion: 'cubic',
      retransmits: 275,
      rtt: 3.516,
      rttVariation: 1.198,
      minRtt: 0.011,
      cwnd: 15,
      mss: 1448,
      deliveryRate: 47_801_920,
      busy: 2,
      rwndLimited: 0,
      sndbufLimited: 0.004,
    })
  })

  test('that is limited, printed on one line', () => {
    const counts = countsIn(HELD_UP)(between('127.0.0.1', 39_756, '127.0.0.1', 39_027))
    expect(counts).toMatchObject({ retransmits: 1, busy: 0.032, rwndLimited: 0.028, sndbufLimited: 0 })
  })

  test.each(['127.0.0.1', '::ffff:127.0.0.1'])('between IPv4 addresses on an IPv6 socket: %s', (address) => {
    expect(countsIn(MAPPED)(between(address, 44_613, address, 48_988))).toMatchObject({ rtt: 0.029 })
  })

  test('that is bound to an interface', () => {
    const bound = IDLE.replaceAll('127.0.0.1:', '127.0.0.1%lo:')
    expect(countsIn(bound)(between('127.0.0.1', 39_756, '127.0.0.1', 39_027))).toMatchObject({ cwnd: 10 })
    const scoped = BUSY.replaceAll('[::1]:', '[fe80::1]%eth0:')
    expect(countsIn(scoped)(between('fe80::1%eth0', 42_536, 'fe80::1%eth0', 44_971))).toMatchObject({
      cwnd: 12,
    })
  })

  test('among other sockets', () => {
    const all = [IDLE, BUSY, RETRANSMITTING, MAPPED].join('')
    const find = (connection: TcpConnection): number | undefined =>
      countsIn(all)(connection)?.mss ?? undefined
    expect(find(between('::1', 42_536, '::1', 44_971))).toBe(65_464)
    expect(find(between('10.77.1.2', 50_104, '10.77.2.2', 7777))).toBe(1448)
    // Addresses or ports of different connections do not match.
    expect(find(between('10.77.2.2', 7777, '10.77.1.2', 50_104))).toBeUndefined()
    expect(find(between('127.0.0.1', 39_756, '127.0.0.1', 39_028))).toBeUndefined()
  })

  test.each([
    ['no flags', 'cubic wscale:7,7', 'cubic'],
    ['flags', 'ts sack ecn ecnseen fastopen bbr wscale:7,7', 'bbr'],
    ['no scaling', 'ts sack reno rto:204', 'reno'],
    ['flags alone', 'ts sack rto:204', null],
  ])('finds the congestion control after %s', (_, words, congestion) => {
    const output = `ESTAB 0 0 192.0.2.1:1 192.0.2.2:2\n\t ${words} mss:1448 cwnd:10\n`
    expect(countsIn(output)(between('192.0.2.1', 1, '192.0.2.2', 2))?.congestion).toBe(congestion)
  })

  test.each([
    ['47801920bps', 47_801_920],
    ['47.8Mbps', 47_800_000],
    ['980.5Kbps', 980_500],
    ['fast', null],
  ])('reads the delivery rate as %s', (text, rate) => {
    const output = RETRANSMITTING.replace('47801920bps', text)
    const counts = countsIn(output)(between('10.77.1.2', 50_104, '10.77.2.2', 7777))
    expect(counts?.deliveryRate ?? null).toBe(rate)
  })

  test.each([
    ['nothing', ''],
    ['no facts', 'ESTAB 0 0 192.0.2.1:1 192.0.2.2:2\n'],
    ['no MSS', 'ESTAB 0 0 192.0.2.1:1 192.0.2.2:2\n\t cubic rto:0.204 cwnd:10\n'],
    ['nonsense', '\0\n\t\n\n:::: : \n'],
    ['wrong figures', 'ESTAB 0 0 192.0.2.1:1 192.0.2.2:2\n\t cubic mss:many rtt:/ busy:ms retrans:x\n'],
  ])('is unknown if ss prints %s', (_, output) => {
    expect(countsIn(output)(between('192.0.2.1', 1, '192.0.2.2', 2))).toBeNull()
  })
})

test('ss is called with a filter for exactly these connections', () => {
  const connections = [
    between('::ffff:192.0.2.1', 5001, '192.0.2.2', 2),
    between('2001:db8::1', 5001, '::1', 4),
  ]
  expect(ssFilter(connections)).toBe(
    '( src 192.0.2.1:5001 dst 192.0.2.2:2 ) or ( src [2001:db8::1]:5001 dst [::1]:4 )',
  )
})

function between(
  localAddress: string,
  localPort: number,
  remoteAddress: string,
  remotePort: number,
): TcpConnection {
  return { localAddress, localPort, remoteAddress, remotePort }
}
