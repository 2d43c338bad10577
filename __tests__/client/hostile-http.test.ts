import { expect, test } from 'vitest'

import { httpTransfer } from '../../src/client/throughput/http.ts'
import { openHttp1Link } from '../../src/client/wire/http1-link.ts'
import { HttpClientProof } from '../../src/client/wire/http-proof.ts'
import { listen } from '../support/peers/endpoint.ts'

test.each(['download', 'upload'] as const)(
  'a server that says without end that it processes a %s is left',
  async (direction) => {
    await using server = await listen((socket) => {
      const processing = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 20)
      socket.on('error', () => undefined).once('close', () => clearInterval(processing))
      socket.resume()
    })
    const { host, port } = server
    const target = {
      url: `http://${host}:${port}`,
      base: '',
      headers: { Host: host },
      version: '1.1',
    } as const
    const options = { host, port, timeout: 20_000, keepAlive: 20_000 }
    const link = await openHttp1Link(options, target, new HttpClientProof(undefined))
    const request = {
      request: direction,
      bytes: null,
      seconds: 0.1,
      warmup: 0,
      interval: 1,
      rate: 1e6,
      block: 1024,
    } as const
    const listener = { onProgress: () => undefined, onInterval: null }
    await expect(
      httpTransfer(link, request, 20_000, listener, { notes: [], stalls: [], confirmations: [] }, 200),
    ).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: `${link.name} did not end a transfer within 0.2 s after its time. Is it a wyndrvr server?`,
    })
  },
)
