import { networkInterfaces } from 'node:os'

/** Most addresses that are listed. */
const MOST = 64

/** The addresses of this machine, or network namespace, at which others may reach it: neither loopback nor link-local. */
export function interfaceAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^(?:169\.254\.|fe[89ab])/i.test(address))
    .map(({ address }) => address)
    .slice(0, MOST)
}
