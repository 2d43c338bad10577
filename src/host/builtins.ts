/**
 * HTTP and TLS of Node, without import statements, which would also read the exports that load a WebSocket client and parse the
 * root certificates: a quarter of the CPU time in which a program or a thread of a server starts. HTTP/2 and TLS are loaded
 * when they are used.
 */

export const http: typeof import('node:http') = process.getBuiltinModule('node:http')

let https: typeof import('node:https') | undefined
let http2: typeof import('node:http2') | undefined
let tls: typeof import('node:tls') | undefined

export function loadHttps(): typeof import('node:https') {
  return (https ??= process.getBuiltinModule('node:https'))
}

export function loadHttp2(): typeof import('node:http2') {
  return (http2 ??= process.getBuiltinModule('node:http2'))
}

export function loadTls(): typeof import('node:tls') {
  return (tls ??= process.getBuiltinModule('node:tls'))
}
