import { endBeside, openBeside } from '../open-beside.ts'
import type { HttpSession } from '../session.ts'
import type { HttpLink } from '../wire/http-link.ts'

/** The connections of probes over HTTP. */
export interface ProbeLinks {
  /** Opens those that are not open. */
  readonly open: () => Promise<readonly HttpLink[]>
  /** A connection in place of one that was closed, or the same one with a new proof of the token. */
  readonly renewed: (link: HttpLink) => Promise<HttpLink>
}

/** The connection that a session keeps open. */
export function oneProbeLink(session: HttpSession): ProbeLinks {
  return { open: async () => session.links(1), renewed: async () => firstOf(session) }
}

/** Several connections, of which the session keeps the first one. */
export class SeveralProbeLinks implements ProbeLinks {
  readonly #session: HttpSession
  readonly #count: number
  #first: HttpLink | null = null
  #further: readonly HttpLink[] = []

  constructor(session: HttpSession, count: number) {
    this.#session = session
    this.#count = count
  }

  async open(): Promise<readonly HttpLink[]> {
    this.#first = await firstOf(this.#session)
    const open = this.#further.filter(({ isOpen }) => isOpen)
    this.#further = [...open, ...(await openBeside(this.#session, this.#count - 1 - open.length))]
    return [this.#first, ...this.#further]
  }

  async renewed(link: HttpLink): Promise<HttpLink> {
    if (link === this.#first) {
      this.#first = await firstOf(this.#session)
      return this.#first
    }
    const next = link.isOpen ? link : await this.#session.another()
    this.#further = this.#further.map((one) => (one === link ? next : one))
    await next.renew()
    return next
  }

  /** Ends those that the session does not keep. */
  end(): void {
    endBeside(this.#further)
  }
}

async function firstOf(session: HttpSession): Promise<HttpLink> {
  const [link] = await session.links(1)
  if (link === undefined) throw new Error('A session has no connection.')
  return link
}
