import { networkInterfaces } from 'node:os'

/** The loopback addresses of this machine; some containers have no IPv6. */
export const LOOPBACKS: readonly string[] = ['127.0.0.1', '::1'].filter((wanted) =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some(({ address }) => address === wanted),
)
