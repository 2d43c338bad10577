import { isIPv4, isIPv6 } from 'node:net'
import type { Socket } from 'node:net'

import { formatHostPort } from '../../address.ts'
import type { HostPort } from '../../address.ts'
import { checkHost, checkOneOf, checkOptions, checkPort } from '../../check.ts'
import type { OptionNames } from '../../check.ts'
import { WyndrvrError } from '../../errors.ts'

/** A proxy that opens connections to a server: by HTTP CONNECT (RFC 9110, 9.3.6), or SOCKS 5 (RFC 1928). */
export interface ClientProxy extends HostPort {
  readonly protocol: ProxyProtocol
}

/** The protocol of a proxy. */
export type ProxyProtocol = 'http-connect' | 'socks5'

/** All of them. */
const PROXY_PROTOCOLS: readonly ProxyProtocol[] = ['http-connect', 'socks5']

const OPTIONS: OptionNames<ClientProxy> = { protocol: true, host: true, port: true }

/**
 * Checks a proxy's address.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkProxy(proxy: ClientProxy): ClientProxy {
  checkOptions('proxy', proxy, OPTIONS)
  const { protocol, host, port } = proxy
  checkHost("The proxy's host", host)
  checkOneOf("The proxy's protocol", protocol, PROXY_PROTOCOLS)
  return { protocol, host, port: checkPort("The proxy's port", port) }
}

/** A proxy and its protocol, for people: `socks5 127.0.0.1:1080`. */
export function proxyName(proxy: ClientProxy): string {
  return `${proxy.protocol} ${formatHostPort(proxy)}`
}

/** The most bytes of a proxy's answer. */
const MOST_ANSWER = 16_384

/** The exchange with a proxy, until it relays everything. */
export interface ProxyTalk {
  /** Takes what arrives. */
  readonly receive: (bytes: Buffer) => void
  /** Resolves when the connection leads to the server, with what the server has said by then. */
  readonly through: Promise<Buffer>
}

/**
 * Asks the proxy at the other end of the socket to connect to the server. `through` rejects with
 * `ERR_WYNDRVR_CONNECT` if the proxy refuses, and with `ERR_WYNDRVR_PROTOCOL` if it is not one.
 * @param speaksFirst whether the server may
 */
export function askProxy(
  socket: Socket,
  proxy: ClientProxy,
  server: HostPort,
  speaksFirst: boolean,
): ProxyTalk {
  const steps = proxy.protocol === 'socks5' ? socksSteps(proxy, server) : connectSteps(proxy, server)
  let answer = Buffer.alloc(0)
  let receive: ProxyTalk['receive'] = () => undefined
  const through = new Promise<Buffer>((resolve, reject) => {
    let [step, ...later] = steps
    receive = (bytes) => {
      answer = Buffer.concat([answer, bytes])
      try {
        const length = step?.read(answer) ?? 0
        if (length === 0) {
          if (answer.length > MOST_ANSWER) throw noProxy(proxy, answer)
          return
        }
        answer = answer.subarray(length)
        ;[step, ...later] = later
        const mayFollow = step === undefined && speaksFirst
        if (answer.length > 0 && !mayFollow) throw noProxy(proxy, answer)
        if (step === undefined) resolve(answer)
        else socket.write(step.ask)
      } catch (error) {
        reject(error)
      }
    }
    if (step !== undefined) socket.write(step.ask)
  })
  return { receive: (bytes) => receive(bytes), through }
}

interface Step {
  readonly ask: Buffer
  /** The length of the answer; 0 if it is not complete. Throws if it is a refusal, or not an answer. */
  readonly read: (answer: Buffer) => number
}

function connectSteps(proxy: ClientProxy, server: HostPort): readonly Step[] {
  const authority = formatHostPort(server)
  return [
    {
      ask: Buffer.from(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`, 'latin1'),
      read: (answer) => {
        const end = answer.indexOf('\r\n\r\n')
        const line = answer.toString('latin1', 0, 200).split('\r\n')[0] ?? ''
        if (answer.length >= 8 && !/^HTTP\/1\.[01] /.test(line)) throw noProxy(proxy, answer)
        if (end < 0) return 0
        if (!/^HTTP\/1\.[01] 2\d\d/.test(line)) throw refused(proxy, server, line)
        return end + 4
      },
    },
  ]
}

function socksSteps(proxy: ClientProxy, server: HostPort): readonly Step[] {
  const port = Buffer.from([server.port >> 8, server.port & 0xff])
  return [
    {
      // Version 5, one method: no authentication.
      ask: Buffer.from([5, 1, 0]),
      read: (answer) => {
        if (answer.length < 2) return 0
        if (answer[0] !== 5) throw noProxy(proxy, answer)
        if (answer[1] !== 0) throw refused(proxy, server, 'it requires a user name and a password')
        return 2
      },
    },
    {
      ask: Buffer.concat([Buffer.from([5, 1, 0]), socksAddress(server.host), port]),
      read: (answer) => {
        if (answer.length < 5) return 0
        if (answer[0] !== 5) throw noProxy(proxy, answer)
        const reply = answer[1] ?? 255
        if (reply !== 0) throw refused(proxy, server, SOCKS_REPLIES[reply] ?? `reply ${reply}`)
        const address = answer[3] === 1 ? 4 : answer[3] === 4 ? 16 : (answer[4] ?? 0) + 1
        return answer.length >= 4 + address + 2 ? 4 + address + 2 : 0
      },
    },
  ]
}

/** An address by RFC 1928, section 5. The proxy looks names up. */
function socksAddress(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)])
  if (isIPv6(host)) return Buffer.concat([Buffer.from([4]), ipv6Bytes(host)])
  const name = Buffer.from(host, 'latin1').subarray(0, 255)
  return Buffer.concat([Buffer.from([3, name.length]), name])
}

/** The 16 bytes of an IPv6 address as a URL writes it: hexadecimal groups, with one run of zeros shortened. */
function ipv6Bytes(host: string): Buffer {
  const { hostname } = new URL(`http://[${host.replace(/%.*$/, '')}]/`)
  const [before = '', after] = hostname.slice(1, -1).split('::')
  const groups = (text: string | undefined): string[] => (text ? text.split(':') : [])
  const [head, tail] = [groups(before), groups(after)]
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  const all = [...head, ...zeros, ...tail].map((group) => group.padStart(4, '0'))
  return Buffer.from(all.join(''), 'hex')
}

/** RFC 1928, section 6. */
const SOCKS_REPLIES: readonly string[] = [
  'succeeded',
  'general failure',
  'not allowed by its rules',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'TTL expired',
  'command not supported',
  'address type not supported',
]

function refused(proxy: ClientProxy, server: HostPort, reason: string): WyndrvrError {
  const sentence = `The proxy ${formatHostPort(proxy)} did not connect to ${formatHostPort(server)}: ${reason}.`
  return new WyndrvrError('ERR_WYNDRVR_CONNECT', sentence)
}

function noProxy(proxy: ClientProxy, answer: Buffer): WyndrvrError {
  const shown = JSON.stringify(answer.toString('latin1', 0, 40))
  const kind = proxy.protocol === 'socks5' ? 'SOCKS 5' : 'HTTP'
  const sentence = `${formatHostPort(proxy)} answered ${shown}. Is it a proxy that speaks ${kind}?`
  return new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
}
