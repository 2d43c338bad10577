/** Methods of HTTP. A line that begins with one and a space is no command of any dialect. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'PRI']

/** Whether the first bytes of a connection are HTTP, or can become it. */
export function isHttp(start: Buffer): 'yes' | 'part' | 'no' {
  const text = start.toString('latin1', 0, 8)
  const methods = METHODS.map((method) => `${method} `)
  if (methods.some((method) => text.startsWith(method))) return 'yes'
  return text !== '' && methods.some((method) => method.startsWith(text)) ? 'part' : 'no'
}

/** Whether HTTP is HTTP/2 with prior knowledge, by its connection preface (RFC 9113, 3.4). No request of HTTP/1.1 has its method. */
export function isHttp2(start: Buffer): boolean {
  return start.toString('latin1', 0, 4) === 'PRI '
}
