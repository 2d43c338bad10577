import { existsSync, writeFileSync } from 'node:fs'
import { randomInt } from 'node:crypto'

import { freshNumber, iproute, namespaceName, removeLeftovers, remover, setInside } from './iproute.ts'
import { MTU, shapePath } from './shape.ts'
import { isPlain } from './properties.ts'
import type { PathProperties } from './properties.ts'

/** A network namespace, and a cable from this process's own, or from another one, to it. */
export interface MadeNamespace {
  /** Its name, as `ip netns` knows it. */
  readonly namespace: string
  /** IPv4 addresses of its end of the cable and of the other one. */
  readonly address: string
  readonly hostAddress: string
  /** Removes it and everything that runs in it. */
  readonly remove: () => Promise<void>
}

/** The end of the cable inside. */
const INSIDE = 'cable'

/**
 * Makes a network namespace whose cable has the properties in both directions. It is removed when this process ends in any
 * way.
 * @param part of its name
 * @param near the namespace at the other end of the cable; `null` for this process's own
 * @throws if the user or the kernel does not allow it, or a program of iproute2 is missing
 */
export async function makeNamespace(
  part: string,
  properties: PathProperties,
  near: string | null = null,
): Promise<MadeNamespace> {
  if (process.platform !== 'linux') throw new Error(`this is ${process.platform}, not Linux`)
  await removeLeftovers()
  const fresh = freshNumber()
  const namespace = namespaceName(fresh, part)
  // Longer names of interfaces are not allowed: 15 characters.
  const device = `wyn${process.pid}-${fresh}`
  const ip = near === null ? 'ip' : `ip -n ${near}`
  const remove = remover([namespace])
  try {
    const { hostAddress, address } = await freeAddresses()
    await iproute(`ip netns add ${namespace}`)
    await iproute(
      `${ip} link add ${device} mtu ${MTU} type veth peer name ${INSIDE} mtu ${MTU} netns ${namespace}`,
    )
    await quiet(namespace, near, device)
    await iproute(`ip -n ${namespace} link set lo up`)
    await iproute(`ip -n ${namespace} addr add ${address}/30 dev ${INSIDE}`)
    await iproute(`ip -n ${namespace} link set ${INSIDE} up`)
    await iproute(`${ip} addr add ${hostAddress}/30 dev ${device}`)
    await iproute(`${ip} link set ${device} up`)
    await iproute(`ip -n ${namespace} route add default via ${hostAddress}`)
    if (!isPlain(properties)) {
      await shapePath({ namespace: near, device }, properties)
      await shapePath({ namespace, device: INSIDE }, properties)
    }
    return { namespace, address, hostAddress, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Keeps everything but the tests' own traffic off the cable, such as router solicitations. */
async function quiet(namespace: string, near: string | null, device: string): Promise<void> {
  const path = '/proc/sys/net/ipv6'
  if (!existsSync(path)) return
  await setInside(namespace, 'ipv6/conf/all/disable_ipv6', '1')
  const ofDevice = `conf/${device}/disable_ipv6`
  if (near === null) writeFileSync(`${path}/${ofDevice}`, '1')
  else await setInside(near, `ipv6/${ofDevice}`, '1')
}

/** Two addresses of a network of four that is in use nowhere on this machine, of the range for benchmarks (RFC 2544). */
async function freeAddresses(): Promise<Pick<MadeNamespace, 'address' | 'hostAddress'>> {
  const used = await iproute('ip -4 -oneline addr show')
  for (;;) {
    const [third, fourth] = [randomInt(256), randomInt(64) * 4]
    const net = `198.${18 + randomInt(2)}.${third}.`
    const addresses = { hostAddress: `${net}${fourth + 1}`, address: `${net}${fourth + 2}` }
    if (!used.includes(` ${addresses.hostAddress}/`)) return addresses
  }
}
