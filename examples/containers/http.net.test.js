import { GenericContainer, getContainerRuntimeClient } from 'testcontainers'
import { beforeAll, describe } from 'vitest'
import { expect, test } from 'wyndrvr/vitest'

// Without a container runtime the specs are skipped, and this line says why.
const obstacle = await getContainerRuntimeClient().then(
  () => null,
  (error) => error.message,
)
if (obstacle !== null) console.warn(`containers: skipped. ${obstacle}`)

describe.skipIf(obstacle !== null)('nginx', () => {
  let url = ''

  beforeAll(async () => {
    const image = process.env.HTTP_IMAGE ?? 'nginx:1.29-alpine'
    const container = await new GenericContainer(image).withExposedPorts(80).start()
    url = `http://${container.getHost()}:${container.getMappedPort(80)}/`
    return async () => container.stop()
  })

  test('answers 100 requests a second', async ({ measure }) => {
    const get = async ({ signal }) => (await fetch(url, { signal })).text()
    const requests = await measure(get, { duration: '2s', interval: '10ms', name: 'GET /' })
    expect(requests).toHaveLatency({ p99: '< 100ms', loss: '<= 0%' })
  })
})
