/** One request as a fake server sees it. */
export interface FakeRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly signal: AbortSignal
}

export interface FakeFetch {
  readonly fetch: typeof fetch
  /** Every request so far, oldest first. */
  readonly requests: readonly FakeRequest[]
  /** Requests that have no answer yet. */
  readonly open: number
}

/**
 * A `fetch` that is answered by a function. A handler may answer later, or never; like the real one it rejects with
 * the signal's reason as soon as that aborts.
 */
export function createFakeFetch(
  handler: (request: FakeRequest, index: number) => Response | Promise<Response>,
): FakeFetch {
  const requests: FakeRequest[] = []
  let open = 0
  const fake: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const seen = { method: request.method, url: new URL(request.url), headers: request.headers, signal: request.signal }
    requests.push(seen)
    open++
    try {
      return await Promise.race([handler(seen, requests.length - 1), rejectedOnAbort(request.signal)])
    } finally {
      open--
    }
  }
  return {
    fetch: fake,
    requests,
    get open() {
      return open
    },
  }
}

/** A JSON answer. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  const response = new Response(JSON.stringify(body), init)
  response.headers.set('content-type', 'application/json')
  return response
}

/** A request that nobody answers. */
export const never = (): Promise<Response> => new Promise(() => {})

/** What browsers and Node throw when there is no connection. */
export const connectionLost = (): never => {
  throw new TypeError('fetch failed')
}

function rejectedOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
